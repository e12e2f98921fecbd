#include "tests/process/certificates.h"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace fleetsim::tests {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

constexpr long kDay = 24 * 3600;

Key make_key() {
  return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

void write_key(const std::string& path, EVP_PKEY* key) {
  const File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  ASSERT_EQ(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr), 1);
}

void write_certificate(const std::string& path, X509* certificate) {
  const File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  ASSERT_EQ(PEM_write_X509(file.get(), certificate), 1);
}

void add_extension(X509* certificate, X509* issuer, int which, const std::string& text) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, which, text.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make_certificate(const std::string& name, EVP_PKEY* key, long from, long until) {
  static long serial = 0;
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

}  // namespace

Certificates::Certificates(std::string directory, std::string name)
    : directory_(std::move(directory)), base_(directory_ + "/" + name) {
  const Key key = make_key();
  const Certificate ca = make_certificate(name, key.get(), -2 * kDay, 10 * kDay);
  X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(ca.get(), key.get(), EVP_sha256());
  write_key(key_file(), key.get());
  write_certificate(ca_file(), ca.get());
}

core::TlsFiles Certificates::issue(const std::string& name, bool valid) const {
  const File ca_key_file(std::fopen(key_file().c_str(), "rb"), &std::fclose);
  const File ca_certificate_file(std::fopen(ca_file().c_str(), "rb"), &std::fclose);
  const Key ca_key(PEM_read_PrivateKey(ca_key_file.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  const Certificate ca(PEM_read_X509(ca_certificate_file.get(), nullptr, nullptr, nullptr), &X509_free);

  const Key key = make_key();
  const Certificate certificate = make_certificate(name, key.get(), -2 * kDay, valid ? 10 * kDay : -kDay);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(ca.get()));
  add_extension(certificate.get(), ca.get(), NID_subject_alt_name, "DNS:" + name);
  X509_sign(certificate.get(), ca_key.get(), EVP_sha256());

  const std::string base = fmt::format("{}-{}{}", base_, name, valid ? "" : "-expired");
  write_key(base + "-key.pem", key.get());
  write_certificate(base + ".pem", certificate.get());
  return {ca_file(), base + ".pem", base + "-key.pem"};
}

std::string tls_yaml(const core::TlsFiles& files) {
  return fmt::format("tls: {{ ca: \"{}\", cert: \"{}\", key: \"{}\" }}\n", files.ca, files.certificate,
                     files.key);
}

}  // namespace fleetsim::tests
