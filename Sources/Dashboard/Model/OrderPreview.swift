/// What an order would do as things stand, for the question before it.
package struct OrderPreview: Hashable, Sendable {
    /// The order.
    package var verb: OrderRequest.Verb
    /// What it would do, a sentence each, most general first.
    package var sentences: [String] = []
    /// Why it cannot be given; nil when it can.
    package var refusal: String?

    /// Creates a preview that says nothing.
    package init(_ verb: OrderRequest.Verb) {
        self.verb = verb
    }
}
