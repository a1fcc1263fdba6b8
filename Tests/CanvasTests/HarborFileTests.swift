import Canvas
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10)))
struct HarborFileTests {
    @Test func `the compiled-in theme is the file`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(fopen("/\(root)/themes/harbor.theme", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == ThemeReader.harbor + "\n")
    }
}
