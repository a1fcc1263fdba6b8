internal import Glibc
internal import ZartopCLI

// Each thread would keep a heap of its own of some MB for good, and how many of the pool's threads there are follows the
// load of the machine (man 3 mallopt, M_ARENA_MAX).
_ = mallopt(M_ARENA_MAX, 2)

exit(Zartop.run(Array(CommandLine.arguments.dropFirst())))
