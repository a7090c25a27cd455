import {isAbsolute} from 'node:path';
import {parse as parseYaml} from 'yaml';
import {decodeText, isNestedTooDeeply, readInput, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {at, rawText, texts} from '../formats/json.js';
import type {ScanEnvironment} from '../scanner.js';

type Setting = {
	/** Variables of this name, newest first. */
	readonly variables: readonly string[];
	/** Paths in `trivy.yaml`, newest first. */
	readonly keys: readonly string[];
	readonly hides: string;
	/** Values that together hide nothing. */
	readonly all?: readonly string[];
};

/** The settings of Trivy that hide findings. @source trivy.dev/docs/configuration, references/configuration/config-file */
const settings: readonly Setting[] = [
	{
		variables: ['TRIVY_SEVERITY'],
		keys: ['severity'],
		hides: 'severity: only',
		all: ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
	},
	{variables: ['TRIVY_IGNORE_UNFIXED'], keys: ['vulnerability.ignore-unfixed'], hides: 'only with a fix:'},
	{variables: ['TRIVY_IGNORE_STATUS'], keys: ['vulnerability.ignore-status'], hides: 'without the states'},
	{
		variables: ['TRIVY_PKG_TYPES', 'TRIVY_VULN_TYPE'],
		keys: ['pkg.types', 'vulnerability.type'],
		hides: 'packages: only',
		all: ['os', 'library'],
	},
	{
		variables: ['TRIVY_PKG_RELATIONSHIPS'],
		keys: ['pkg.relationships'],
		hides: 'packages: only',
		all: ['unknown', 'root', 'workspace', 'direct', 'indirect'],
	},
	{variables: ['TRIVY_SKIP_DIRS'], keys: ['scan.skip-dirs'], hides: 'folders left out:'},
	{variables: ['TRIVY_SKIP_FILES'], keys: ['scan.skip-files'], hides: 'files left out:'},
	{variables: ['TRIVY_VEX'], keys: ['vulnerability.vex'], hides: 'VEX:'},
	{variables: ['TRIVY_IGNOREFILE'], keys: ['ignorefile'], hides: 'ignore file:'},
	{variables: ['TRIVY_IGNORE_POLICY'], keys: ['ignore-policy'], hides: 'ignore policy:'},
	{variables: ['TRIVY_INPUT'], keys: ['image.input'], hides: 'scans another image:'},
	{variables: ['TRIVY_DISTRO'], keys: ['scan.distro'], hides: 'judged as another distribution:'},
];

/**
 * What hides findings of a Trivy that runs with these variables: they are passed to it, and so is a configuration file that they name (Trivy
 * finds no other, as it runs in an empty folder).
 */
export async function trivyFilters({variables}: Pick<ScanEnvironment, 'variables'>): Promise<readonly SafeText[]> {
	const named = variables['TRIVY_CONFIG'] ?? '';
	const configuration = named === '' ? null : await configurationIn(named);
	const fromFile = configuration === null ? [] : settings.flatMap(setting => inFile(setting, configuration));
	const unread = named !== '' && configuration === null ? [safe`unreadable configuration file (TRIVY_CONFIG)`] : [];
	return [...settings.flatMap(setting => inVariables(setting, variables)), ...fromFile, ...unread];
}

function inVariables(setting: Setting, variables: ScanEnvironment['variables']): readonly SafeText[] {
	return setting.variables.flatMap(name => label(setting, (variables[name] ?? '').split(','), name));
}

function inFile(setting: Setting, configuration: unknown): readonly SafeText[] {
	return setting.keys.flatMap(key => {
		const value = at(configuration, ...key.split('.'));
		const values = typeof value === 'boolean' ? [`${value}`] : Array.isArray(value) ? texts(value) : rawText(value).split(',');
		return label(setting, values, `${key} in TRIVY_CONFIG`);
	});
}

/** At most so many values are named. */
const shown = 5;

function label({hides, all = []}: Setting, values: readonly string[], from: string): readonly SafeText[] {
	const given = values.map(value => value.trim()).filter(value => value !== '' && value.toLowerCase() !== 'false');
	const lower = new Set(given.map(value => value.toLowerCase()));
	if (given.length === 0 || (all.length > 0 && all.every(value => lower.has(value.toLowerCase())))) return [];
	const more = given.length > shown ? trusted(', …') : trusted('');
	return [safe`${trusted(hides)} ${sanitise(given.slice(0, shown).join(', '))}${more} (${sanitise(from)})`];
}

/** Bytes of a configuration file. */
const MAX_BYTES = 1_000_000;

/** `null` for a file that cannot be read as YAML: what it hides is not known. */
async function configurationIn(path: string): Promise<unknown> {
	if (!isAbsolute(path)) return null;
	try {
		const content = decodeText(await readInput(path, MAX_BYTES));
		return isNestedTooDeeply(content) ? null : (parseYaml(content) as unknown);
	} catch (error) {
		// Not there, too large or no YAML: Trivy itself says what is wrong with it.
		if (error instanceof Error) return null;
		throw error;
	}
}
