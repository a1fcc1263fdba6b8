// swift-tools-version: 6.2

// One section a kind of target, alphabetical inside. A target names every module its files import:
// `.ci/layering` holds the one against the other, so the arrows below are the real ones.

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
    products: [
        .executable(name: "zartop", targets: ["zartop"]),
        .library(name: "Zart", targets: ["Zart"]),
        .library(name: "ZartSQLite", targets: ["ZartSQLite"]),
        .library(name: "ZartTesting", targets: ["ZartTesting"]),
        .library(name: "ZartopCLI", targets: ["ZartopCLI"]),
    ],
    targets: [
        // The system's libraries. ncursesw goes without pkg-config: SwiftPM warns about its flags on every build.
        .systemLibrary(name: "CCurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // C of our own.
        .target(name: "CBench", dependencies: ["CSQLite"]),
        .target(name: "CPlatform"),

        // The pure rooms.
        .target(name: "Canvas", swiftSettings: pure),
        .target(name: "Dashboard", dependencies: ["Canvas"], swiftSettings: pure),
        .target(name: "Timetable", swiftSettings: pure),
        .target(name: "ZartCore", dependencies: ["Timetable"], swiftSettings: pure),

        // The rooms with effects.
        .target(
            name: "JobRunner",
            dependencies: ["Jobs", "Shell", "Timetable", "Zart", "ZartCore"],
            swiftSettings: strict
        ),
        .target(name: "Jobs", dependencies: ["CYAML", "Timetable", "ZartCore"], swiftSettings: strict),
        .target(
            name: "SelfTest",
            dependencies: ["CPlatform", "Timetable", "Zart", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .target(name: "Shell", dependencies: ["CPlatform"], swiftSettings: strict),
        .target(name: "Terminal", dependencies: ["CCurses", "CPlatform", "Canvas"], swiftSettings: strict),
        .target(name: "Zart", dependencies: ["CPlatform", "Timetable", "ZartCore"], swiftSettings: strict),
        .target(
            name: "ZartSQLite",
            dependencies: ["CPlatform", "CSQLite", "Timetable", "ZartCore"],
            swiftSettings: strict
        ),
        .target(
            name: "ZartTesting",
            dependencies: ["Timetable", "Zart", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .target(name: "Scenarios", dependencies: ["Timetable", "Zart", "ZartCore"], swiftSettings: strict),
        .target(
            name: "ZartopCLI",
            dependencies: [
                "Canvas", "Dashboard", "JobRunner", "Jobs", "Scenarios", "SelfTest", "Shell", "Terminal",
                "Timetable", "Zart", "ZartCore", "ZartSQLite",
            ],
            swiftSettings: strict
        ),

        // The programs.
        .executableTarget(
            name: "RecurringDurable",
            dependencies: ["Scenarios", "ZartSQLite"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "bench",
            dependencies: [
                "CBench", "CPlatform", "CSQLite", "JobRunner", "Jobs", "Timetable", "Zart", "ZartCore",
                "ZartSQLite",
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "zartop", dependencies: ["CPlatform", "ZartopCLI"], swiftSettings: strict),

        // What tests share.
        .target(
            name: "BusyWork",
            dependencies: ["CSQLite", "SelfTest", "Timetable", "Zart", "ZartCore", "ZartSQLite"],
            path: "Tests/BusyWork",
            swiftSettings: strict
        ),
        .target(name: "CPowerLoss", dependencies: ["CSQLite"], path: "Tests/CPowerLoss"),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .executableTarget(
            name: "CrashWorker",
            dependencies: ["BusyWork", "SelfTest", "Zart", "ZartSQLite", "ZartopCLI"],
            path: "Tests/CrashWorker",
            swiftSettings: strict
        ),
        .target(name: "CTestProcess", path: "Tests/CTestProcess"),
        .executableTarget(
            name: "ShellWorker",
            dependencies: ["Shell"],
            path: "Tests/ShellWorker",
            swiftSettings: strict
        ),
        .target(
            name: "TestDatabase",
            dependencies: ["CSQLite", "ZartSQLite"],
            path: "Tests/TestDatabase",
            swiftSettings: strict
        ),
        .target(
            name: "TestProcess",
            dependencies: ["CPlatform", "CTestProcess"],
            path: "Tests/TestProcess",
            swiftSettings: strict
        ),

        // The tests.
        .testTarget(name: "CanvasTests", dependencies: ["Canvas"], swiftSettings: strict),
        .testTarget(
            name: "CrashTests",
            dependencies: [
                "BusyWork", "CrashWorker", "SelfTest", "TestProcess", "Zart", "ZartCore", "ZartSQLite",
                "zartop",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Canvas", "Dashboard", "Timetable", "ZartCore"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["BusyWork", "CPseudoTerminal", "CrashWorker", "TestProcess", "zartop"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "JobRunTests",
            dependencies: ["BusyWork", "TestProcess", "zartop"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "JobRunnerTests",
            dependencies: ["JobRunner", "Shell", "TestProcess"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "JobsTests",
            dependencies: ["Jobs", "Timetable", "ZartCore"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PowerLossTests",
            dependencies: [
                "CPowerLoss", "CSQLite", "TestProcess", "Timetable", "Zart", "ZartCore", "ZartSQLite",
                "ZartTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProgramTests",
            dependencies: ["BusyWork", "CrashWorker", "TestProcess", "zartop"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ShellTests",
            dependencies: ["Shell", "ShellWorker", "TestProcess"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Timetable", "Zart", "ZartCore", "ZartSQLite", "ZartTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TerminalTests",
            dependencies: ["CPseudoTerminal", "Canvas", "Terminal"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TimetableTests",
            dependencies: ["Timetable"],
            exclude: ["Differential"],
            swiftSettings: strict
        ),
        .testTarget(name: "ZartCoreTests", dependencies: ["Timetable", "ZartCore"], swiftSettings: strict),
        .testTarget(
            name: "ZartTests",
            dependencies: ["CSQLite", "Timetable", "Zart", "ZartCore", "ZartSQLite", "ZartTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ZartSQLiteDoctorTests",
            dependencies: ["Timetable", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ZartSQLiteReaderTests",
            dependencies: ["TestDatabase", "Timetable", "ZartCore", "ZartSQLite"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ZartopCLITests",
            dependencies: [
                "Canvas", "Dashboard", "Jobs", "Shell", "Terminal", "TestDatabase", "Timetable", "Zart",
                "ZartCore", "ZartSQLite", "ZartTesting", "ZartopCLI",
            ],
            swiftSettings: strict
        ),
    ]
)
