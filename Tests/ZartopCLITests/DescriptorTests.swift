import Glibc
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct DescriptorTests {
    @Test func `a disk that is full is told by its number`() {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        #expect(Descriptor.write("x", to: full) == ENOSPC)
        #expect(Descriptor.write("", to: full) == nil)
    }

    @Test func `what finds room for a part is told, and the part is there`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        // A pipe that waits for nobody takes what fits, and refuses the rest.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        #expect(Descriptor.write(String(repeating: "x", count: 1 << 20), to: ends[1]) == EAGAIN)
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        #expect(read(ends[0], &chunk, chunk.count) == 65_536)
    }
}
