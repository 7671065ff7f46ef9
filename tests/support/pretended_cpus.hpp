// A machine with other CPUs than this one's, for a program that links the library statically.
#pragma once

namespace actjet::test {

// From now on the library is told that every thread may run on the CPUs 0 to n - 1, by this program's own syscall().
// Threads run where they can.
void pretend_cpus(int n);

}  // namespace actjet::test
