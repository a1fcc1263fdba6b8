// swift-tools-version: 6.2

// One section a kind of target, alphabetical inside. A target names every module its files import:
// `.ci/run` builds with explicit dependency checking, so the arrows below are the real ones.

import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// The pure rooms also promise memory safety: no unsafe construct without the word.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
    name: "zartop",
    products: [],
    targets: [
        .systemLibrary(name: "CCurses", providers: [.apt(["libncurses-dev"])]),

        .target(name: "CPlatform"),

        .target(name: "Canvas", swiftSettings: pure),
        .target(name: "Dashboard", dependencies: ["Canvas"], swiftSettings: pure),
        .target(name: "Terminal", dependencies: ["CCurses", "CPlatform", "Canvas"], swiftSettings: strict),
        .target(name: "Timetable", swiftSettings: pure),

        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .testTarget(name: "CanvasTests", dependencies: ["Canvas"], swiftSettings: strict),
        .testTarget(name: "DashboardTests", dependencies: ["Canvas", "Dashboard"], swiftSettings: strict),
        .testTarget(
            name: "TerminalTests",
            dependencies: ["CPseudoTerminal", "Canvas", "Terminal"],
            swiftSettings: strict
        ),
        .testTarget(name: "TimetableTests", dependencies: ["Timetable"], swiftSettings: strict),
    ]
)
