internal import CPlatform
internal import Glibc
internal import ZartopCLI

zt_share_heaps()
exit(Zartop.run(Array(CommandLine.arguments.dropFirst())))
