/** Not a string key: no label of a container can make a tag of a map. */
const tagOf = Symbol('tag');

/** A value with a tag before it. */
type Tagged = {readonly [tagOf]: string; readonly value: Yaml};
export const tagged = (tag: '!override' | '!reset' | '!!seq', value: Yaml): Tagged => ({[tagOf]: tag, value});

/** Input of the small YAML writer. */
export type Yaml = string | number | boolean | readonly Yaml[] | Tagged | YamlMap;
export type YamlMap = {readonly [key: string]: Yaml | undefined};

/**
 * Block YAML in which every untrusted string is double-quoted as in JSON, with everything that affects a terminal escaped: no
 * string can become a number, a boolean, a tag or an anchor.
 */
function yaml(value: Yaml, indent = ''): string {
	if (Array.isArray(value))
		return value.length === 0 ? ' []\n' : `\n${value.map(item => `${indent}-${inline(item, `${indent}  `)}`).join('')}`;
	if (isTagged(value)) return ` ${value[tagOf]}${yaml(value.value, indent)}`;
	if (isMap(value)) {
		const entries = Object.entries(value).filter((entry): entry is [string, Yaml] => entry[1] !== undefined);
		if (entries.length === 0) return ' {}\n';
		return `\n${entries.map(([key, item]) => `${indent}${yamlKey(key)}:${yaml(item, `${indent}  `)}`).join('')}`;
	}
	return ` ${yamlScalar(value)}\n`;
}

export const yamlDocument = (value: Yaml): string => yaml(value).replace(/^\n/, '');

/** A map inside a list begins on the line of its dash. */
function inline(value: Yaml, indent: string): string {
	return yaml(value, indent).replace(/^\n\s*/, ' ');
}

export const isTagged = (value: Yaml | undefined): value is Tagged =>
	typeof value === 'object' && !Array.isArray(value) && tagOf in value;
/** Whether only Compose reads its tag: `!!seq` is one of YAML. */
export const hasComposeTag = (value: Yaml): boolean => isTagged(value) && !value[tagOf].startsWith('!!');
export const isMap = (value: Yaml | undefined): value is YamlMap =>
	typeof value === 'object' && !Array.isArray(value) && !isTagged(value);

const yamlKey = (key: string): string =>
	/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key) ? key : yamlScalar(key);

function yamlScalar(value: Yaml): string {
	if (typeof value !== 'string') return String(value);
	return JSON.stringify(value).replace(/[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu, escaped);
}

function escaped(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
