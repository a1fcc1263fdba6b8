import Testing

/// The tests that read or write the environment of the process, one after the other: the C library keeps its
/// time zone there, and a child process copies it.
@Suite("process-wide", .serialized, .timeLimit(.minutes(10)))
enum ProcessWideTests {}
