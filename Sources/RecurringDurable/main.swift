internal import Glibc
internal import Scenarios

exit(Example.run(Array(CommandLine.arguments.dropFirst())))
