/// What orders would do as things stand, for the question before them.
package struct OrderPreview: Hashable, Sendable {
    /// The orders; of very many together the first ones.
    package var verbs: [OrderRequest.Verb]
    /// What they would do, a sentence each, most general first.
    package var sentences: [String] = []
    /// Why they cannot be given; nil when they can.
    package var refusal: String?

    /// Creates a preview that says nothing.
    package init(_ verbs: [OrderRequest.Verb]) {
        self.verbs = verbs
    }
}
