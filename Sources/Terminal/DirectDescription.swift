/// A terminal description that speaks of exact colours, for `$TERMINFO`, where ncurses accepts a whole one.
///
/// Hardly any system has such a description for the terminal that stands before it, and terminals with exact
/// colours agree on everything else a screen needs. Left out is what tmux and xterm do differently: clearing in the
/// background colour (`bce`) and repeating a character (`rep`).
enum DirectDescription {
    /// The name to open it by.
    static let name = "zartop-direct"

    /// The number that stands for the first entry of the palette; below it a number is an exact colour.
    static let palette: Int32 = 0x100_0000

    /// The text for the variable.
    ///
    /// It was compiled by `tic -x` from:
    ///
    /// ```
    /// zartop-direct|24-bit colour and the terminal's own 256,
    ///   am, mir, msgr, xenl, AX, RGB,
    ///   colors#0x1000100, cols#80, it#8, lines#24, pairs#0x10000,
    ///   bel=^G, bold=\E[1m, civis=\E[?25l, clear=\E[H\E[2J,
    ///   cnorm=\E[?12l\E[?25h, cr=\r, csr=\E[%i%p1%d;%p2%dr,
    ///   cub=\E[%p1%dD, cub1=^H, cud=\E[%p1%dB, cud1=\n,
    ///   cuf=\E[%p1%dC, cuf1=\E[C, cup=\E[%i%p1%d;%p2%dH,
    ///   cuu=\E[%p1%dA, cuu1=\E[A, dch=\E[%p1%dP, dch1=\E[P,
    ///   dim=\E[2m, dl=\E[%p1%dM, dl1=\E[M, ed=\E[J, el=\E[K,
    ///   el1=\E[1K, home=\E[H, hpa=\E[%i%p1%dG, ich=\E[%p1%d@,
    ///   il=\E[%p1%dL, il1=\E[L, ind=\n, indn=\E[%p1%dS,
    ///   op=\E[39;49m, rc=\E8, rev=\E[7m, ri=\EM, rin=\E[%p1%dT,
    ///   ritm=\E[23m, rmcup=\E[?1049l, rmul=\E[24m,
    ///   rmso=\E[27m, sc=\E7, sitm=\E[3m, smcup=\E[?1049h, smso=\E[7m, smul=\E[4m,
    ///   sgr=%?%p6%t\E[0;1%e\E[0%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m,
    ///   sgr0=\E[m,
    ///   setaf=\E[3%?%p1%{16777216}%<%t8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%e8;5;%p1%{16777216}%-%d%;m,
    ///   setab=\E[4%?%p1%{16777216}%<%t8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%e8;5;%p1%{16777216}%-%d%;m,
    ///   vpa=\E[%i%p1%dd,
    /// ```
    static let variable =
        "b64:"
        + "HgI3AA8ADwBpAUQCemFydG9wLWRpcmVjdHwyNC1iaXQgY29sb3VyIGFuZCB0aGUgdGVybWluYWwncyBvd24gMjU2AAABAAAB"
        + "AAAAAAAAAAABAVAAAAAIAAAAGAAAAP////////////////////////////////////////////////////8AAQABAAABAP//"
        + "AAACAAQA//8VAB0AIQAlAP//MABBAEMARwBOAP//UABdAP//YQD//2UAaQD//////////20AcgD//3sA////////gACFAIoA"
        + "/////48AkwD/////nACiAP////////////////////+oAP//////////////////////////////////////////////////"
        + "/////////////////////////////////////////////////////////////////////////////////////6wAtQC+AMcA"
        + "0ADZAOIA6wD0AP0A/////////////////////////////wYBCQEUARcBGQEcAf//////////////////////////////////"
        + "////////////////////////////////////////////////////////////////////////////////////////////////"
        + "////////////////////////////////////////////////////////////////////////////////////////////////"
        + "////////////////////////////////////////////////////////////////////////////////////////////////"
        + "//////////////////////////////////////////9XAf//////////////////////////////////////////////////"
        + "/////////////////////1wB//////////////////////////////////9lAf///////////////////////2oB////////"
        + "//////////////////////////////////////////////////////////////////////////////////////////9wAdoB"
        + "BwANABtbJWklcDElZDslcDIlZHIAG1tIG1sySgAbW0sAG1tKABtbJWklcDElZEcAG1slaSVwMSVkOyVwMiVkSAAKABtbSAAb"
        + "Wz8yNWwACAAbWz8xMmwbWz8yNWgAG1tDABtbQQAbW1AAG1tNABtbMW0AG1s/MTA0OWgAG1sybQAbWzdtABtbN20AG1s0bQAb"
        + "W20AG1s/MTA0OWwAG1syN20AG1syNG0AG1tMABtbJXAxJWRQABtbJXAxJWRNABtbJXAxJWRCABtbJXAxJWRAABtbJXAxJWRT"
        + "ABtbJXAxJWRMABtbJXAxJWREABtbJXAxJWRDABtbJXAxJWRUABtbJXAxJWRBABs4ABtbJWklcDElZGQAGzcACgAbTQAlPyVw"
        + "NiV0G1swOzElZRtbMCU7JT8lcDUldDsyJTslPyVwMiV0OzQlOyU/JXAxJXAzJXwldDs3JTttABtbMUsAG1szOTs0OW0AG1sz"
        + "bQAbWzIzbQAbWzMlPyVwMSV7MTY3NzcyMTZ9JTwldDg7MjslcDElezY1NTM2fSUvJWQ7JXAxJXsyNTZ9JS8lezI1NX0lJiVk"
        + "OyVwMSV7MjU1fSUmJWQlZTg7NTslcDElezE2Nzc3MjE2fSUtJWQlO20AG1s0JT8lcDElezE2Nzc3MjE2fSU8JXQ4OzI7JXAx"
        + "JXs2NTUzNn0lLyVkOyVwMSV7MjU2fSUvJXsyNTV9JSYlZDslcDElezI1NX0lJiVkJWU4OzU7JXAxJXsxNjc3NzIxNn0lLSVk"
        + "JTttAAIAAAAAAAIABwABAQAAAwBBWABSR0IA"
}
