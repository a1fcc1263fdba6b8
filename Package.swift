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
        .target(name: "Timetable", swiftSettings: pure),
        .testTarget(
            name: "TimetableTests",
            dependencies: ["Timetable"],
            exclude: ["Differential"],
            swiftSettings: strict
        ),
    ]
)
