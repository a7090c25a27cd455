import {type CompletedCommand, completedCommands, spellings, takesFile} from './completed-commands.js';

/** The completion script for bash 3.2 and newer; it uses nothing of the package bash-completion. @source bash(1), Programmable Completion */
export function bashCompletion(): string {
	const all = completedCommands.flatMap(({options}) => options);
	const withValue = new Set(all.filter(({value}) => value !== null).flatMap(spellings));
	const withFile = new Set(all.filter(takesFile).flatMap(spellings));
	const commands = completedCommands.flatMap(({name}) => name || []);
	const beforeFiles = completedCommands.flatMap(({name, words, thenFile}) =>
		thenFile ? words.map(word => `'${name} ${word}'`) : [],
	);
	return `# bash completion for dockscope: written by dockscope completion bash
_dockscope() {
	local IFS=$' \\t\\n' word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= line i
	# bash splits --option=value at the sign.
	if [[ $word == = ]]; then
		word=
	elif [[ $before == = && COMP_CWORD -ge 2 ]]; then
		before=\${COMP_WORDS[COMP_CWORD - 2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case \${COMP_WORDS[i]} in
			${[...withValue].join('|')}) [[ \${COMP_WORDS[i + 1]} == = ]] && i=$((i + 2)) || i=$((i + 1)) ;;
			${commands.join('|')})
				command=\${COMP_WORDS[i]}
				break
				;;
		esac
	done
	local words=
	case "$command $before" in
${completedCommands.flatMap(valueCases).join('\n')}
		${[...withFile]
			.map(option => `*' ${option}'`)
			.concat(beforeFiles)
			.join('|')})
			compopt -o filenames 2>/dev/null
			COMPREPLY=()
			while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
			return
			;;
		${[...withValue].map(option => `*' ${option}'`).join('|')})
			COMPREPLY=()
			return
			;;
		*)
			case "$command $word" in
${completedCommands.map(wordCases).join('\n')}
			esac
			;;
	esac
	COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _dockscope dockscope
`;
}

const valueCases = ({name, options}: CompletedCommand): string[] =>
	options.flatMap(option => {
		if (option.choices === null) return [];
		const patterns = spellings(option).map(spelling => `'${name} ${spelling}'`);
		return [`\t\t${patterns.join('|')}) words='${option.choices.join(' ')}' ;;`];
	});

const wordCases = ({name, words, options}: CompletedCommand): string =>
	`				'${name} -'*) words='${options.flatMap(spellings).join(' ')}' ;;
				'${name} '*) words='${words.join(' ')}' ;;`;
