import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct ServiceUnitTests {
    @Test func `the machine's unit keeps its state where services do`() {
        let unit = ServiceUnit(
            program: "/usr/bin/zartop",
            database: nil,
            jobs: "/etc/zartop.yaml",
            isUser: false
        )
        #expect(
            unit.text == """
                # Save as /etc/systemd/system/zartop.service, then: systemctl enable --now zartop
                [Unit]
                Description=zartop worker

                [Service]
                Type=notify
                ExecStart=/usr/bin/zartop --no-ui --db /var/lib/zartop/zartop.db --jobs /etc/zartop.yaml
                ExecReload=/bin/kill -HUP $MAINPID
                StateDirectory=zartop
                StateDirectoryMode=0700
                # Commands go on without the worker; the next one takes them over.
                KillMode=process
                Restart=always
                RestartSec=1
                WatchdogSec=60

                [Install]
                WantedBy=multi-user.target

                """
        )
    }

    @Test func `words that mean something to systemd reach the program as they are`() {
        let unit = ServiceUnit(
            program: "/usr/bin/zartop",
            database: "/srv/a b/50%$x.db",
            jobs: nil,
            isUser: true
        )
        #expect(unit.text.contains(#"--db "/srv/a b/50%%$$x.db""# + "\n"))
        #expect(!unit.text.contains("ExecReload") && unit.text.contains("WantedBy=default.target"))
    }
}
