// Of runtime_fixture.hpp: the one thing that depends on the library under test.
namespace actjet::test {

extern const bool always_checked = ACTJET_TEST_ALWAYS_CHECKED;

}  // namespace actjet::test
