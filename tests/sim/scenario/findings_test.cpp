// What is wrong with a scenario is found where it stands: a table of mistakes.

#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* yaml;  ///< behind the good scenario, from line 8
  int line;
  int column;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class MistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsAFindingAtItsPlace) {
  const Mistake& mistake = GetParam();
  const ReadResult read = read_scenario(tests::scenario_with(mistake.yaml), "t.yaml");
  bool found = false;
  std::string all;
  for (const Finding& finding : read.findings) {
    all += finding.text() + "\n";
    found = found || (finding.place.line == mistake.line && finding.place.column == mistake.column &&
                      finding.text().find(mistake.says) != std::string::npos);
  }
  EXPECT_TRUE(found) << "expected at " << mistake.line << ":" << mistake.column << ": " << mistake.says
                     << "\ngot\n"
                     << all;
}

std::string name_of(const testing::TestParamInfo<Mistake>& row) {
  return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Yaml, MistakeTest,
    testing::Values(
        Mistake{"duplicate_key", "name: again", 8, 1,
                "duplicate key \"name\", expected each key once (lines 2 and 8)"},
        Mistake{"merge_key", "x-a: &a { k: v }\nlimits:\n  <<: *a", 10, 3, "merge key \"<<\""},
        Mistake{"octal", "seed: 010", 8, 7, "\"010\" has a leading zero"},
        Mistake{"hexadecimal", "seed: 0x10", 8, 7, "\"0x10\" is no whole number"},
        Mistake{"negative", "seed: -1", 8, 7, "\"-1\" is no whole number"},
        Mistake{"quoted_number", "seed: \"1\"", 8, 7, "\"1\" in quotes"},
        Mistake{"beyond_64_bits", "seed: 18446744073709551616", 8, 7, "is beyond 64 bits"},
        Mistake{"yes_as_text", "labels: [yes]", 8, 10, "without quotes is a bool to other YAML readers"},
        Mistake{"on_as_bool", "expect: { replies: [{ request: ask, outcome: ok, recorded: on }] }", 8, 60,
                "\"on\", expected true or false"},
        Mistake{"second_document", "---\nname: u", 8, 1, "a second YAML document"},
        Mistake{"anchor_in_itself", "x-a: &a [*a]", 8, 10, "an alias inside its own anchor"},
        Mistake{"tag", "description: !!str t", 8, 14, "a YAML tag"},
        Mistake{"list_as_key", "? [a]\n: 1", 8, 3, "a key that is no text"},
        Mistake{"null_as_value", "limits:", 8, 1, "nothing, expected a map"},
        Mistake{"not_closed", "limits: { events: 1", 8, 1, "malformed YAML"},
        Mistake{"bare_words", "a b", 8, 1, "unknown key \"a b\""},
        Mistake{"control_character", "description: \x01", 8, 14, "a control character"},
        Mistake{"no_utf8", "description: \"\xC3\"", 8, 15, "a byte that is no UTF-8"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Keys, MistakeTest,
    testing::Values(
        Mistake{"misspelt", "limits: { evnts: 5 }", 8, 11,
                "limits.evnts: unknown key \"evnts\", expected one of events (did you mean \"events\"?)"},
        Mistake{"not_yet_top", "swarm: { draw: [] }", 8, 1, "key \"swarm\" is not supported yet"},
        Mistake{"not_yet_inside", "expect: { sometimes: [] }", 8, 11,
                "expect.sometimes: key \"sometimes\" is not supported yet"},
        Mistake{"not_yet_workload", "faults: [{ action: loss, ratio: 5%, bandwidth: 1, at: 1s, for: 1s }]", 8,
                37, "unknown key \"bandwidth\""},
        Mistake{"missing", "faults: [{ action: crash, select: { node: a }, for: 1s }]", 8, 10,
                "faults[0]: no key \"at\""},
        Mistake{"key_of_another_action",
                "faults: [{ action: crash, select: { node: a }, at: 1s, for: 1s, ratio: 5% }]", 8, 65,
                "unknown key \"ratio\""},
        Mistake{"a_list_for_a_map", "limits: [1]", 8, 9, "a list, expected a map"},
        Mistake{"a_map_for_a_list", "faults: { a: 1 }", 8, 9, "a map, expected a list of faults"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Values, MistakeTest,
    testing::Values(
        Mistake{"bare_duration", "fabric: { gossip: { interval: 5 } }", 8, 31,
                "\"5\" has no unit, expected a duration such as 250ms"},
        Mistake{"clock_time", "fabric: { gossip: { interval: 1:30 } }", 8, 31, "has an unknown unit"},
        Mistake{"no_interval", "fabric: { gossip: { interval: 0s } }", 8, 31, "a duration longer than 0s"},
        Mistake{"fanout_zero", "fabric: { gossip: { fanout: 0 } }", 8, 29, "a whole number from 1"},
        Mistake{"jitter_above_one", "fabric: { gossip: { jitter: 150% } }", 8, 29, "is more than 100%"},
        Mistake{"unknown_strategy", "fabric: { gossip: { strategy: fulll } }", 8, 31,
                "did you mean \"full\"?"},
        Mistake{"all_local", "fabric: { gossip: { locality: 81% } }", 8, 31, "at most 80%"},
        Mistake{"gossip_seed_twice", "fabric: { gossip: { seeds: [a, a] } }", 8, 32, "each seed once"},
        Mistake{"unknown_reconciler", "fabric: { gossip: { sync: { reconciler: ribtl } } }", 8, 41,
                "did you mean \"riblt\"?"},
        Mistake{"tiny_batch", "fabric: { gossip: { batch: 10B } }", 8, 28, "64"},
        Mistake{"no_budget", "fabric: { gossip: { budget: 0 } }", 8, 29, "from 1"},
        Mistake{"order_without_local", "fabric: { lookup: { order: [peers] } }", 8, 29, "local first"},
        Mistake{"order_backwards", "fabric: { lookup: { order: [local, home, peers] } }", 8, 42,
                "out of order"},
        Mistake{"order_twice", "fabric: { lookup: { order: [local, home, home] } }", 8, 42, "out of order"},
        Mistake{"empty_seeds", "seed: []", 8, 7, "an empty list"},
        Mistake{"seed_twice", "seed: [1, 2, 1]", 8, 14, "seed 1 twice"},
        Mistake{"seeds_backwards", "seed: { range: [5, 1] }", 8, 16, "5 comes after 1"},
        Mistake{"too_many_seeds", "seed: { range: [0, 18446744073709551615] }", 8, 16, "too many seeds"},
        Mistake{"phases_in_another_order", "phases: [{ name: liveness }, { name: safety, until: 1s }]", 8, 18,
                "expected safety"},
        Mistake{"phase_beyond_the_end", "phases: [{ name: safety, until: 11s }, { name: liveness }]", 8, 33,
                "after the end of the run"},
        Mistake{"no_events", "limits: { events: 0 }", 8, 19, "a whole number from 1"},
        Mistake{"unknown_check", "planted: holders_agre", 8, 10, "did you mean \"holders_agree\"?"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Faults, MistakeTest,
    testing::Values(
        Mistake{"no_such_node", "faults: [{ action: crash, select: { node: aa }, at: 1s, for: 1s }]", 8, 43,
                "no node is called \"aa\", expected the name of a node (did you mean \"a\"?)"},
        Mistake{"no_such_group", "faults: [{ action: crash, select: { group: z }, at: 1s, for: 1s }]", 8, 44,
                "no group is called \"z\""},
        Mistake{"no_such_region", "faults: [{ action: crash, select: { region: ue }, at: 1s, for: 1s }]", 8,
                45, "did you mean \"eu\"?"},
        Mistake{"no_such_label", "faults: [{ action: crash, select: { label: raeder }, at: 1s, for: 1s }]", 8,
                44, "did you mean \"reader\"?"},
        Mistake{"nobody_matches",
                "faults: [{ action: crash, select: { group: a, region: eu }, at: 1s, for: 1s }]", 8, 35,
                "no node matches"},
        Mistake{"empty_selector", "faults: [{ action: crash, select: {}, at: 1s, for: 1s }]", 8, 35,
                "a selector of nobody"},
        Mistake{"percent_without_value",
                "faults: [{ action: crash, select: { group: e, mode: percent }, at: 1s, for: 1s }]", 8, 53,
                "value: a ratio such as 25%"},
        Mistake{"percent_of_a_count",
                "faults: [{ action: crash, select: { group: e, mode: percent, value: 2 }, at: 1s, for: 1s }]",
                8, 69, "is more than 100%"},
        Mistake{"fixed_of_a_ratio",
                "faults: [{ action: crash, select: { group: e, mode: fixed, value: 50% }, at: 1s, for: 1s }]",
                8, 67, "is no whole number"},
        Mistake{"more_than_match",
                "faults: [{ action: crash, select: { group: e, mode: fixed, value: 4 }, at: 1s, for: 1s }]",
                8, 35, "4 of 3 nodes that match"},
        Mistake{"minority_of_one",
                "faults: [{ action: crash, select: { group: a, mode: minority }, at: 1s, for: 1s }]", 8, 35,
                "a minority of 1 node"},
        Mistake{"holders_of_nothing", "faults: [{ action: crash, select: { holders_of: y }, at: 1s, for: 1s }]", 8,
                49, "nobody holds \"y\" at the start, expected content that \"preload\" puts somewhere"},
        Mistake{"holders_of_unknown", "faults: [{ action: crash, select: { holders_of: z }, at: 1s, for: 1s }]", 8,
                49, "no content has the id \"z\""},
        Mistake{"home_of_unknown", "faults: [{ action: crash, select: { home_of: z }, at: 1s, for: 1s }]", 8, 46,
                "no content has the id \"z\""},
        Mistake{"holders_elsewhere", "faults: [{ action: crash, select: { holders_of: x, node: a }, at: 1s, for: 1s }]",
                8, 35, "no node matches"},
        Mistake{"too_few_for_a_third",
                "faults: [{ action: crash, select: { group: e, mode: minority_third }, at: 1s, for: 1s }]", 8, 35,
                "a minority of 3 nodes, expected at least 4 nodes"},
        Mistake{"same_id",
                "faults: [{ id: f, action: crash, select: { node: a }, at: 1s, for: 1s }, { id: f, action: "
                "wipe, select: { node: b }, at: 1s, for: 1s }]",
                8, 80, "a second fault with the id \"f\""},
        Mistake{"no_end", "faults: [{ action: crash, select: { node: a }, at: 1s }]", 8, 10,
                "a fault without an end"},
        Mistake{"both_ends",
                "faults: [{ action: crash, select: { node: a }, at: 1s, for: 1s, restart_after: 1s }]", 8, 80,
                "both \"for\" and \"restart_after\""},
        Mistake{"ends_and_never_heals",
                "faults: [{ action: crash, select: { node: a }, at: 1s, for: 1s, heal: never }]", 8, 71,
                "ends and never heals"},
        Mistake{"join_for", "faults: [{ action: join, select: { node: a }, at: 1s, for: 1s }]", 8, 55,
                "unknown key \"for\""},
        Mistake{"after_the_end", "faults: [{ action: crash, select: { node: a }, at: 10s, for: 1s }]", 8, 52,
                "not before the end of the run"},
        Mistake{"lasts_too_long", "faults: [{ action: crash, select: { node: a }, at: 9s, for: 2s }]", 8, 61,
                "beyond the end of the run"},
        Mistake{"beyond_the_phase",
                "phases: [{ name: safety, until: 2s }, { name: liveness }]\nfaults: [{ action: crash, "
                "select: { node: a }, at: 1s, for: 2s }]",
                9, 61, "beyond the safety phase"},
        Mistake{
            "isolate_everybody",
            "faults: [{ action: partition, select: { node: [a, b, e-0, e-1, e-2, home] }, at: 1s, for: 1s }]",
            8, 39, "everybody is on one side"},
        Mistake{"partition_of_what", "faults: [{ action: partition, at: 1s, for: 1s }]", 8, 10,
                "a partition without sides"},
        Mistake{"isolate_between",
                "faults: [{ action: partition, shape: isolate, between: [{ node: a }, { node: b }], at: 1s, "
                "for: 1s }]",
                8, 56, "isolate without \"select\""},
        Mistake{"unknown_shape", "faults: [{ action: partition, shape: rings, at: 1s, for: 1s }]", 8, 38,
                "(did you mean \"ring\"?)"},
        Mistake{"three_sides",
                "faults: [{ action: partition, between: [{ node: a }, { node: b }, { node: e-0 }], at: 1s, "
                "for: 1s }]",
                8, 40, "two selectors"},
        Mistake{"loss_without_ratio", "faults: [{ action: loss, at: 1s, for: 1s }]", 8, 10,
                "no key \"ratio\""},
        Mistake{"loss_of_nothing", "faults: [{ action: loss, ratio: 0, at: 1s, for: 1s }]", 8, 33,
                "a share of nothing"},
        Mistake{"nobody_computes",
                "faults: [{ action: divergent_compute, select: { node: a }, at: 1s, for: 1s }]", 8, 47,
                "no node of them computes"},
        Mistake{"announcement_of_what",
                "faults: [{ action: false_announcement, select: { node: a }, at: 1s }]", 8, 10,
                "no key \"content\""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    StorageFaults, MistakeTest,
    testing::Values(
        Mistake{"io_error_how_often", "faults: [{ action: io_error, select: { node: a }, at: 1s, for: 1s }]", 8, 10,
                "faults[0]: no key \"ratio\""},
        Mistake{"io_error_never", "faults: [{ action: io_error, select: { node: a }, ratio: 0, at: 1s, for: 1s }]", 8, 58,
                "errors that never happen, expected a ratio above 0"},
        Mistake{"io_error_of_whom", "faults: [{ action: io_error, ratio: 5%, at: 1s, for: 1s }]", 8, 10,
                "faults[0]: no key \"select\""},
        Mistake{"io_error_between", "faults: [{ action: io_error, between: [], ratio: 5%, at: 1s, for: 1s }]", 8, 30,
                "unknown key \"between\""},
        Mistake{"full_at_what", "faults: [{ action: disk_full, select: { node: a }, at: 1s, for: 1s }]", 8, 10,
                "faults[0]: no key \"capacity\""},
        Mistake{"full_without_a_unit", "faults: [{ action: disk_full, select: { node: a }, capacity: 4096, at: 1s, for: 1s }]",
                8, 62, "\"4096\" has no unit, expected a size such as 64MiB"},
        Mistake{"full_with_a_ratio",
                "faults: [{ action: disk_full, select: { node: a }, capacity: 4KiB, ratio: 5%, at: 1s, for: 1s }]", 8, 68,
                "unknown key \"ratio\""},
        Mistake{"slow_by_nothing", "faults: [{ action: slow_disk, select: { node: a }, at: 1s, for: 1s }]", 8, 10,
                "a slow disk that is not slower, expected \"factor\", \"add\", or both"},
        Mistake{"slow_by_one", "faults: [{ action: slow_disk, select: { node: a }, factor: 1, at: 1s, for: 1s }]", 8, 60,
                "a whole number from 2 to 1000"},
        Mistake{"slow_by_zero", "faults: [{ action: slow_disk, select: { node: a }, add: 0s, at: 1s, for: 1s }]", 8, 57,
                "a delay of nothing"},
        Mistake{"torn_how_often", "faults: [{ action: torn_write, select: { node: a }, count: 2, at: 1s, for: 1s }]", 8, 53,
                "unknown key \"count\""},
        Mistake{"rot_for_a_while", "faults: [{ action: bit_rot, select: { node: a }, at: 1s, for: 1s }]", 8, 58,
                "unknown key \"for\""},
        Mistake{"rot_of_nothing", "faults: [{ action: bit_rot, select: { node: a }, count: 0, at: 1s }]", 8, 57,
                "a whole number from 1 to 10000"},
        Mistake{"rot_that_ends",
                "faults: [{ id: r, action: bit_rot, select: { node: a }, at: 1s }]\nexpect: { converge: [{ content: x, "
                "holders: actual, after: fault:r, within: 1s }] }",
                9, 60, "fault \"r\" never ends"},
        Mistake{"misdirected_too_often",
                "faults: [{ action: misdirected_write, select: { node: a }, count: 10001, at: 1s, for: 1s }]", 8, 67,
                "a whole number from 1 to 10000"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Expectations, MistakeTest,
    testing::Values(
        Mistake{"no_such_content", "expect: { converge: [{ content: xx, holders: actual, within: 1s }] }", 8,
                33, "no content has the id \"xx\", expected the id of content (did you mean \"x\"?)"},
        Mistake{"content_twice",
                "expect: { converge: [{ content: [x, y, x], holders: actual, within: 1s }] }", 8, 40,
                "\"x\" twice"},
        Mistake{"content_selector",
                "expect: { converge: [{ content: { published_before: 1s }, holders: actual, within: 1s }] }",
                8, 33, "a selector of content is not supported yet"},
        Mistake{"no_such_holder", "expect: { converge: [{ content: x, holders: [e-3], within: 1s }] }", 8, 46,
                "no node is called \"e-3\""},
        Mistake{"too_many_holders",
                "expect: { converge: [{ content: x, holders: { at_least: 7 }, within: 1s }] }", 8, 57,
                "a whole number from 1 to 6"},
        Mistake{"unknown_holders", "expect: { converge: [{ content: x, holders: actually, within: 1s }] }", 8,
                45, "a list of nodes, { at_least: ... }, actual, or exactly_actual"},
        Mistake{"within_the_run",
                "expect: { converge: [{ content: x, holders: actual, after: start, within: 11s }] }", 8, 75,
                "this is judged at 11s, after the end of the run, expected at most 10s"},
        Mistake{"heal_within_the_run",
                "expect: { converge: [{ content: x, holders: actual, within: 9500ms }] }", 8, 61,
                "expected at most 9s"},
        Mistake{"no_such_fault",
                "expect: { converge: [{ content: x, holders: actual, after: fault:cut, within: 1s }] }", 8,
                60, "no fault has the id \"cut\""},
        Mistake{"after_what",
                "expect: { converge: [{ content: x, holders: actual, after: dinner, within: 1s }] }", 8, 60,
                "start, heal, or fault:<id>"},
        Mistake{"after_what_never_ends",
                "faults: [{ id: f, action: crash, select: { node: a }, at: 1s, heal: never }]\nexpect: { "
                "converge: [{ content: x, holders: actual, after: fault:f, within: 1s }] }",
                9, 60, "fault \"f\" never ends"},
        Mistake{"no_such_request", "expect: { replies: [{ request: asq, outcome: ok }] }", 8, 32,
                "did you mean \"ask\"?"},
        Mistake{"stream_of_a_reply", "expect: { streams: [{ request: ask, outcome: whole }] }", 8, 32,
                "\"ask\", which is no request for a stream"},
        Mistake{"why_of_a_whole_stream",
                "expect: { streams: [{ request: ask, outcome: whole, why: peer_gone }] }", 8, 58,
                "\"why\" of a stream that is whole"},
        Mistake{"unknown_why", "expect: { streams: [{ request: ask, outcome: broken, why: gone }] }", 8, 59,
                "peer_gone"},
        Mistake{"timeout_beyond_interval", "fabric: { membership: { timeout: 2s } }", 8, 23, "a timeout out of bounds, expected timeout below interval"},
        Mistake{"unknown_detector", "fabric: { membership: { detector: swimm } }", 8, 35, "one of none, swim"},
        Mistake{"no_time_to_refute", "fabric: { membership: { suspicion: 0 } }", 8, 36, "a whole number from 1 to 1000"},
        Mistake{"members_of_nobody", "expect: { members: [{ state: up, at: 2s }] }", 8, 21, "of"},
        Mistake{"members_by_all", "expect: { members: [{ of: { node: a }, by: all, state: up, at: 2s }] }", 8, 44, "all_live, or a selector"},
        Mistake{"members_how", "expect: { members: [{ of: { node: a }, state: suspect, at: 2s }] }", 8, 47, "one of up, gone"},
        Mistake{"unknown_stream_limit", "fabric: { stream: { items_per_secnd: 5 } }", 8, 21,
                "did you mean \"items_per_second\"?"},
        Mistake{"stream_window", "fabric: { stream: { window_items: 70000 } }", 8, 19, "a smaller limit"},
        Mistake{"unknown_outcome", "expect: { replies: [{ request: ask, outcome: okay }] }", 8, 46,
                "one of ok, error"},
        Mistake{"error_of_ok", "expect: { replies: [{ request: ask, outcome: ok, error: no_holder }] }", 8,
                57, "\"error\" of an outcome that is ok"},
        Mistake{"value_of_error", "expect: { replies: [{ request: ask, outcome: error, value: v }] }", 8, 60,
                "\"value\" of an outcome that is an error"},
        Mistake{"unknown_error", "expect: { replies: [{ request: ask, outcome: error, error: no_holders }] }",
                8, 60, "did you mean \"no_holder\"?"},
        Mistake{"unknown_source", "expect: { replies: [{ request: ask, outcome: ok, from: peers }] }", 8, 56,
                "did you mean \"peer\"?"},
        Mistake{"asked_whom", "expect: { replies: [{ request: ask, outcome: ok, asked: [c] }] }", 8, 58,
                "no node is called \"c\""},
        Mistake{"same_id_in_both_lists",
                "expect: { converge: [{ id: i, content: x, holders: actual, within: 1s }], replies: [{ id: "
                "i, request: ask, outcome: ok }] }",
                8, 91, "a second expectation with the id \"i\""}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Contrasts, MistakeTest,
    testing::Values(
        Mistake{"no_set", "contrast: [{ fails: holders_agree }]", 8, 12, "no key \"set\""},
        Mistake{"nothing_set", "contrast: [{ set: {}, fails: holders_agree }]", 8, 19, "an empty map"},
        Mistake{"no_check", "contrast: [{ set: { seed: 2 }, fails: holders_agre }]", 8, 39,
                "no check is called \"holders_agre\""},
        Mistake{"set_not_understood", "contrast: [{ set: { fabric.gosip: 2 }, fails: holders_agree }]", 8, 19,
                "with this set, fabric.gosip: unknown key \"gosip\""},
        Mistake{"set_of_a_wrong_value", "contrast: [{ set: { \"workload[0].at\": 1 }, fails: holders_agree }]",
                8, 19, "with this set, workload[0].at: "},
        Mistake{"set_of_no_path", "contrast: [{ set: { \"a..b\": 1 }, fails: holders_agree }]", 8, 19,
                "is no path"}),
    name_of);

}  // namespace
}  // namespace fleetsim::sim
