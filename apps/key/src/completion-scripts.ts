// The completion of bash, zsh and fish, made from the commands as they are. Names of accounts are asked for when a person
// completes one.

/** A command as a shell needs to know it. */
export interface Described {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
  /** What its argument is: the name of an account, a file, or one of some words. */
  readonly takes: "name" | "file" | readonly string[];
}

export const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

export const scripts: Readonly<Record<Shell, (commands: readonly Described[]) => string>> = { bash, zsh, fish };

const flagsOf = ({ options }: Described) => options.map(({ flag }) => flag).join(" ");

/** In single quotes, for any of the three. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function bash(commands: readonly Described[]): string {
  const cases = commands.map((command) => {
    const { name, takes } = command;
    const words =
      takes === "name"
        ? "_hesper_key_names; return"
        : takes === "file"
          ? 'mapfile -t COMPREPLY < <(compgen -f -- "$current"); return'
          : `words=${quoted(takes.join(" "))}`;
    return `    ${name})
      if [[ $current == -* ]]; then words=${quoted(flagsOf(command))}; else ${words}; fi ;;`;
  });
  return `# Completion of hesper-key for bash. In ~/.bashrc: source <(hesper-key completion bash)
_hesper_key_names() {
  local name typed=$current names=()
  # What was typed may begin with a quotation mark, or have spaces behind backslashes.
  [[ $typed == [\\"\\']* ]] && typed=\${typed:1}
  typed=\${typed//\\\\/}
  while IFS= read -r name; do
    [[ \${name,,} == "\${typed,,}"* ]] && names+=("$name")
  done < <("$command" names "\${key[@]}" 2>/dev/null)
  if [[ $current == [\\"\\']* ]]; then COMPREPLY=("\${names[@]}"); return; fi
  COMPREPLY=()
  for name in "\${names[@]}"; do COMPREPLY+=("$(printf '%q' "$name")"); done
}
_hesper_key() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[0]} words= at named= key=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --key) key=(--key "\${COMP_WORDS[at + 1]}"); ((at++)) ;;
      -*) ;;
      *) [[ $named ]] || named=\${COMP_WORDS[at]} ;;
    esac
  done
  case $named in
    '') words=${quoted(commands.map(({ name }) => name).join(" "))} ;;
${cases.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _hesper_key hesper-key`;
}

function zsh(commands: readonly Described[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(({ name, options, takes }) => {
    const flags = options.map(({ flag, summary }) => quoted(`${flag}:${summary.replaceAll(":", "\\:")}`)).join(" ");
    const argument =
      takes === "name"
        ? "_hesper_key_names"
        : takes === "file"
          ? "_files"
          : `compadd -- ${takes.map(quoted).join(" ")}`;
    return `    ${name})
      if [[ $PREFIX == -* ]]; then local -a flags=(${flags}); _describe -o option flags
      else ${argument}; fi ;;`;
  });
  return `#compdef hesper-key
# Completion of hesper-key for zsh. In ~/.zshrc, after compinit: source <(hesper-key completion zsh)
_hesper_key_names() {
  local -a names key
  local at=\${words[(I)--key]}
  (( at )) && key=(--key "\${words[at + 1]}")
  names=("\${(@f)$("\${words[1]}" names "\${key[@]}" 2>/dev/null)}")
  compadd -M 'm:{[:lower:]}={[:upper:]}' -a names
}
_hesper_key() {
  local -a commands=(
${described.join("\n")}
  )
  local named= at
  for ((at = 2; at < CURRENT; at++)); do
    case \${words[at]} in
      --key) ((at++)) ;;
      -*) ;;
      *) named=\${words[at]}; break ;;
    esac
  done
  case $named in
    '') _describe command commands ;;
${cases.join("\n")}
  esac
}
compdef _hesper_key hesper-key`;
}

function fish(commands: readonly Described[]): string {
  const lines = commands.flatMap(({ name, summary, options, takes }) => {
    const seen = quoted(`__fish_seen_subcommand_from ${name}`);
    const files = takes === "file" ? " -F" : "";
    return [
      `complete -c hesper-key -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
      ...options.map(
        ({ flag, summary: words }) => `complete -c hesper-key -n ${seen} -l ${flag.slice(2)} -d ${fishQuoted(words)}`,
      ),
      ...(takes === "name" ? [`complete -c hesper-key -n ${seen} -a '(__hesper_key_names)'`] : []),
      ...(files === "" ? [] : [`complete -c hesper-key -n ${seen}${files}`]),
      ...(Array.isArray(takes) && takes.length > 0
        ? [`complete -c hesper-key -n ${seen} -a ${fishQuoted(takes.join(" "))}`]
        : []),
    ];
  });
  return `# Completion of hesper-key for fish: hesper-key completion fish > ~/.config/fish/completions/hesper-key.fish
function __hesper_key_names
    set -l words (commandline -opc)
    set -l key
    if set -l at (contains -i -- --key $words)
        set key --key $words[(math $at + 1)]
    end
    command $words[1] names $key 2>/dev/null
end
complete -c hesper-key -f
${lines.join("\n")}`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
