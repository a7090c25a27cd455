import type {DescribedOption} from '../described-options.js';
import {type CompletedCommand, completedCommands, spellings, takesFile} from './completed-commands.js';

/** The completion function for zsh, for a file `_dockscope` on its fpath. @source zshcompsys(1), _arguments */
export function zshCompletion(): string {
	const [program, ...commands] = completedCommands;
	return `#compdef dockscope
# zsh completion for dockscope: written by dockscope completion zsh

_dockscope() {
	local curcontext=$curcontext state line
	typeset -A opt_args
	_arguments -s -C \\
${argumentsOf(program)}
		'1: :->command' '*:: :->argument' && return
	case $state in
		command)
			local -a commands=(
${commands.map(({name, does}) => `				${quote(`${name}:${does}`)}`).join('\n')}
			)
			_describe command commands
			;;
		argument)
			curcontext=\${curcontext%:*}-$words[1]:
			case $words[1] in
${commands.map(commandCase).join('\n')}
			esac
			;;
	esac
}

if [[ $funcstack[1] == _dockscope ]]; then _dockscope "$@"; else compdef _dockscope dockscope; fi
`;
}

const commandCase = (command: CompletedCommand): string => `				${command.name})
					_arguments -s \\
${argumentsOf(command)}${wordsOf(command)}
					;;`;

/** Without words there is no specification: one for any text would keep options from being completed at the first Tab. */
const wordsOf = ({words, thenFile}: CompletedCommand): string =>
	words.length === 0 ? '' : `\n\t\t\t\t\t\t'1:word:(${words.join(' ')})'${thenFile ? " '2:file:_files'" : ''}`;

const argumentsOf = (command: CompletedCommand | undefined): string =>
	(command?.options ?? []).map(option => `\t\t\t\t\t\t${argument(option)} \\`).join('\n');

/** `'(-H --host)'{-H,--host}'[help]:URL:'`: an option is not offered again unless it can be repeated. */
function argument(option: DescribedOption): string {
	const {repeatable, help, value, choices} = option;
	const names = spellings(option);
	const says = `[${help.replaceAll(/[[\]:\\]/g, '\\$&')}]`;
	const takes =
		value === null ? '' : `:${value}:${choices === null ? (takesFile(option) ? '_files' : '') : `(${choices.join(' ')})`}`;
	const spelled = names.length > 1 ? `{${names.join(',')}}` : (names[0] ?? '');
	return repeatable ? `'*'${spelled}${quote(says + takes)}` : `'(${names.join(' ')})'${spelled}${quote(says + takes)}`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
