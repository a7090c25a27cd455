/** The words that follow each option, one list an occurrence: `--bind 10.0.0.1 ::1` is `bind` → [['10.0.0.1', '::1']]. */
export type Options = ReadonlyMap<string, readonly (readonly string[])[]>;

/** As names of options are compared: `--skip_grant_tables` is `skip-grant-tables`; one letter keeps its case. */
export const optionName = (name: string): string => (name.length === 1 ? name : name.toLowerCase().replaceAll('_', '-'));

/**
 * Options in every usual form: `--name value`, `--name=value`, `-name=value`, `-n value`, `-Ename=value`, `-Dname=value`,
 * `-agentlib:value`, and `name=value` behind `-c`, `-E` or `-o`.
 */
export function readOptions(commands: readonly (readonly string[])[]): Options {
	const options = new Map<string, string[][]>();
	const note = (name: string, values: string[]): string[] => {
		const key = optionName(name);
		const known = options.get(key);
		if (known === undefined) options.set(key, [values]);
		else known.push(values);
		return values;
	};
	for (const command of commands) {
		let open: string[] = [];
		for (const word of command) {
			const [, setting = '', assigned] = assignment.exec(word) ?? [];
			const [, name = '', value] = dashed.exec(word) ?? [];
			if (name !== '') {
				open = note(name, value === undefined ? [] : [unquoted(value)]);
				// -Dname=value: the letter may be the option, and the rest a setting.
				if (/^-[A-Z][\w.]{2,100}[=:]/.test(word)) note(name.slice(1), open);
				const [, letter, glued] = attached.exec(word) ?? [];
				if (letter !== undefined && glued !== undefined) note(letter, [glued]);
				if (value !== undefined) open = [];
			} else {
				if (assigned !== undefined) note(setting, [unquoted(assigned)]);
				open.push(unquoted(word));
			}
		}
	}
	return options;
}

const dashed = /^--?([A-Za-z][\w.-]{0,100})(?:[=:](.*))?$/s;
/** A value right behind its letter: `-p6380`, `-Htcp://0.0.0.0:2375`. */
const attached = /^-([A-Za-z])(\d+|[a-z]{2,5}:\/\/.*)$/s;
const assignment = /^([A-Za-z][\w.-]{0,100})=(.*)$/s;

/** A program started without a shell gets the quotes of `--token=''` as they are, and most parsers of options take them off. */
const unquoted = (value: string): string => (/^(?:".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value);
