// How many threads a call gets.
//
// As many as the CPUs that its thread may run on at the time of the call, and no more than somebody asked for:
// actjet_set_threads, else ACTJET_NUM_THREADS. Where nobody asked, no more than the quota of the process's control
// groups. More threads than CPUs only take time from one another. A number asked for is above the quota, since a
// process that works now and then is not throttled, whatever its quota: its owner knows.
#pragma once

namespace actjet::host {

// The most threads of a call that begins now, whatever its thread may run on; 0 if ACTJET_NUM_THREADS cannot be
// honoured.
int thread_limit();

}  // namespace actjet::host
