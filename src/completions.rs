//! Completions for shells: those that clap generates, and values that only the machine or the tables know.
//!
//! In bash, zsh and fish `-i` is completed with interfaces, COMMAND with commands, `--protocol` with protocols and families, and
//! `--list`, `--as` and `-e` with the names that `nltrace --list names` prints.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{self, Cli};

/// Completes in bash what clap's function does not know, and calls that function for the rest.
const BASH: &str = r#"
_nltrace_values() {
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" i
    COMPREPLY=()
    i=1
    while [[ $i -lt $COMP_CWORD ]]; do
        case "${COMP_WORDS[i]}" in
            --) i=$((i + 1)); break ;;
            WITH_VALUE) i=$((i + 2)) ;;
            MAYBE_VALUE) i=$((i + 1)); [[ "${COMP_WORDS[i]}" == -* ]] || i=$((i + 1)) ;;
            -*) i=$((i + 1)) ;;
            *) break ;;
        esac
    done
    if [[ $i -lt $COMP_CWORD ]]; then
        if declare -F _command_offset > /dev/null; then
            _command_offset $i
        else
            COMPREPLY=( $(compgen -f -- "${cur}") )
        fi
        return
    fi
    if [[ "${cur}" != -* ]]; then
        case "${prev}" in
            -i|--interface) COMPREPLY=( $(compgen -W "$(command ls /sys/class/net)" -- "${cur}") ); return ;;
            -p|--attach) COMPREPLY=( $(compgen -W "$(command ls /proc | command grep '^[0-9]')" -- "${cur}") ); return ;;
            --protocol) COMPREPLY=( $(compgen -W "PROTOCOLS" -- "${cur}") ); return ;;
            --list|--as|-e|--filter)
                COMPREPLY=( $(compgen -W "$("$1" --list names 2> /dev/null)" -- "${cur}") ); return ;;
        esac
        if [[ $i -eq $COMP_CWORD ]]; then
            COMPREPLY=( $(compgen -c -- "${cur}") )
            return
        fi
    fi
    _nltrace "$@"
}

complete -F _nltrace_values -o bashdefault -o default nltrace
"#;

/// The functions that zsh calls for the values of some options.
const ZSH: &str = r#"
(( $+functions[_nltrace_names] )) ||
_nltrace_names() {
    local -a names
    names=( ${(f)"$(_call_program names $words[1] --list names 2> /dev/null)"} )
    compadd -a names
}

(( $+functions[_nltrace_protocols] )) ||
_nltrace_protocols() {
    compadd PROTOCOLS
}

"#;

/// The values of some options in zsh, by their options' names for them: clap has the default for all.
const ZSH_VALUES: [(&str, &str); 6] = [
    (":IFACE:_default", ":IFACE:_net_interfaces"),
    (":PID:_default", ":PID:_pids"),
    (":NAME:_default", ":NAME:_nltrace_protocols"),
    (":WHAT:_default", ":WHAT:_nltrace_names"),
    (":EXPR:_default", ":EXPR:_nltrace_names"),
    ("'*::command -- The program to run, and its arguments:_default'", "'*::: :_normal'"),
];

/// The values of some options in fish.
const FISH: &str = "
complete -c nltrace -s i -l interface -x -a '(command ls /sys/class/net)'
complete -c nltrace -s p -l attach -x -a '(__fish_complete_pids)'
complete -c nltrace -l protocol -x -a 'PROTOCOLS'
complete -c nltrace -l list -x -a '(nltrace --list names)'
complete -c nltrace -l as -x -a '(nltrace --list names)'
complete -c nltrace -s e -l filter -x -a '(nltrace --list names)'
complete -c nltrace -x -a '(__fish_complete_subcommand)'
";

/// Writes completions for a shell.
pub(crate) fn write(shell: Shell, out: &mut Vec<u8>) {
    let mut generated = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "nltrace", &mut generated);
    let generated = String::from_utf8_lossy(&generated);
    let protocols =
        cli::protocols().into_iter().chain(cli::generic_families().into_iter().map(str::to_owned));
    let protocols: Vec<String> = protocols.collect();
    let protocols = protocols.join(" ");
    let text = match shell {
        Shell::Bash => {
            let (always, maybe) = options_with_values();
            let own = BASH.replace("PROTOCOLS", &protocols).replace("WITH_VALUE", &always.join("|"));
            generated.into_owned() + &own.replace("MAYBE_VALUE", &maybe.join("|"))
        }
        Shell::Zsh => {
            let values = ZSH_VALUES.iter();
            let text = values.fold(generated.into_owned(), |text, (from, to)| text.replace(from, to));
            // The file ends with the call that completes, which needs the functions.
            match text.rfind("\nif [ \"$funcstack[1]\"") {
                Some(end) => {
                    let (start, end) = text.split_at(end);
                    start.to_owned() + &ZSH.replace("PROTOCOLS", &protocols) + end.trim_start()
                }
                None => text,
            }
        }
        Shell::Fish => generated.into_owned() + &FISH.replace("PROTOCOLS", &protocols),
        _ => generated.into_owned(),
    };
    out.extend(text.into_bytes());
}

/// Returns the options that take the next word as their value: always, and unless it is an option.
fn options_with_values() -> (Vec<String>, Vec<String>) {
    let (mut always, mut maybe) = (Vec::new(), Vec::new());
    for option in Cli::command().get_opts().filter(|option| option.get_action().takes_values()) {
        let least = option.get_num_args().map_or(1, |range| range.min_values());
        let list = if least == 0 { &mut maybe } else { &mut always };
        list.extend(option.get_short().map(|letter| format!("-{letter}")));
        list.extend(option.get_long().map(|name| format!("--{name}")));
    }
    (always, maybe)
}
