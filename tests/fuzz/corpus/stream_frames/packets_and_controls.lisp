(expr:map [packet stream/packet/diagnostic] [kind demo/note] [message "said"])
(expr:map [packet stream/packet/data] [kind stream/fabric/next] [payload (expr:map [control stream/fabric-control/v1] [stream-id demo] [limit "4"])])
(expr:map [packet stream/packet/midi] [tpq "480"] [events ((expr:map [ticks "1"] [tpq "480"] [bytes b"\x90<d"]))])
(expr:map [packet stream/packet/pcm] [channels "1"] [frames "2"] [sample-format pcm/i16] [samples ("-3" "7")])
(expr:call f nil)
(expr:map [envelope stream/envelope/v1] [version "1"])
#. 1
