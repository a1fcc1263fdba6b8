/// A JSON list that is printed while it grows, one element a line.
struct JSONList {
    private let console: any Console
    private var isEmpty = true

    init(_ console: any Console) {
        self.console = console
    }

    mutating func add(_ value: JSONValue) {
        console.out((isEmpty ? "[" : ",\n ") + value.text)
        isEmpty = false
    }

    func finish() {
        console.out(isEmpty ? "[]\n" : "]\n")
    }
}
