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
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "Timetable", swiftSettings: pure),
        .target(name: "ZartCore", dependencies: ["Timetable"], swiftSettings: pure),
        .target(
            name: "ZartSQLite",
            dependencies: ["CSQLite", "Timetable", "ZartCore"],
            swiftSettings: strict
        ),
        .target(
            name: "ZartopCLI",
            dependencies: ["Timetable", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .executableTarget(name: "zartop", dependencies: ["ZartopCLI"], swiftSettings: strict),
        .target(
            name: "TestDatabase",
            dependencies: ["CSQLite", "ZartSQLite"],
            path: "Tests/TestDatabase",
            swiftSettings: strict
        ),
        .testTarget(name: "TimetableTests", dependencies: ["Timetable"], swiftSettings: strict),
        .testTarget(
            name: "ZartSQLiteReaderTests",
            dependencies: ["TestDatabase", "Timetable", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ZartopCLITests",
            dependencies: ["TestDatabase", "Timetable", "ZartCore", "ZartSQLite", "ZartopCLI"],
            swiftSettings: strict
        ),
    ]
)
