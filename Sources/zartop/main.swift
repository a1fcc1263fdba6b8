internal import Glibc
internal import ZartopCLI

exit(Zartop.run(Array(CommandLine.arguments.dropFirst())))
