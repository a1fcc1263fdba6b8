/// A shell whose completion is known, and what it has to be told.
///
/// The script holds no command and no option: with every Tab it asks the program, which answers from its tables and
/// from the database, so that neither an older script nor the other shell says anything else. The first line of the
/// answer is `files` where the shell's own completion of file names goes on, and `words` before the words.
enum CompletionShell: String, CaseIterable {
    case bash, zsh, fish

    /// What is to be read by the shell when it starts.
    var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }

    /// A word and what it says of itself, as the script takes them apart.
    func line(_ candidate: Completion.Candidate) -> String {
        switch self {
        case .bash: candidate.word
        case .zsh: "\(candidate.word.replacing(":", with: "\\:")):\(candidate.help)"
        case .fish: "\(candidate.word)\t\(candidate.help)"
        }
    }

    /// bash begins a new word at each of these, and puts what was chosen in place of what follows the last one.
    private static let breaks = "=:"

    /// The words as they were typed: bash takes those apart that have a `=` or a `:` in them.
    func joined(_ words: [String]) -> [String] {
        guard self == .bash else { return words }
        var joined: [String] = []
        var isOpen = false
        for word in words {
            let isBreak = !word.isEmpty && word.allSatisfy(Self.breaks.contains)
            if isBreak || isOpen, let last = joined.last, !last.isEmpty {
                joined[joined.count - 1] = last + word
            } else {
                joined.append(word)
            }
            isOpen = isBreak
        }
        return joined
    }

    /// So much of a word as the shell leaves standing when it puts a chosen one in.
    func kept(of typed: String) -> String {
        guard self == .bash, let last = typed.lastIndex(where: Self.breaks.contains) else { return "" }
        return String(typed[...last])
    }

    private static let bashScript = """
        # Completion of zartop for bash. Read it when a shell starts: source <(zartop completions bash)
        _zartop() {
            local kind
            {
                IFS= read -r kind
                mapfile -t COMPREPLY
            } < <("$1" completions bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
            if [[ $kind == files ]]; then
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$2")
            fi
        }
        complete -F _zartop zartop

        """

    private static let zshScript = """
        #compdef zartop
        # Completion of zartop for zsh. Read it when a shell starts, after compinit: source <(zartop completions zsh)
        _zartop() {
            local -a lines found
            lines=("${(@f)$("${words[1]}" completions zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ ${lines[1]} == files ]]; then
                _files
            else
                found=("${(@)lines[2,-1]}")
                _describe zartop found
            fi
        }
        if [[ ${funcstack[1]} == _zartop ]]; then
            _zartop "$@"
        else
            compdef _zartop zartop
        fi

        """

    private static let fishScript = """
        # Completion of zartop for fish. Read it when a shell starts: zartop completions fish | source
        function __zartop_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l lines ($words[1] completions fish -- $words[2..-1] 2>/dev/null)
            if test "$lines[1]" = files
                __fish_complete_path $words[-1]
            else if set -q lines[2]
                printf '%s\\n' $lines[2..-1]
            end
        end
        complete -c zartop -f -a '(__zartop_complete)'

        """
}
