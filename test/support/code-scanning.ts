type Json = Readonly<Record<string, unknown>>;

/** What GitHub's page on SARIF calls required, in the words of its paths; `n` of a list stands for each entry. */
const limits = {results: 25_000, rules: 25_000, locations: 1000, tags: 20, name: 255, description: 1024, runs: 20};
const levels = ['none', 'note', 'warning', 'error'];
const precisions = ['very-high', 'high', 'medium', 'low'];

/**
 * Where a SARIF document breaks what GitHub code scanning documents: required properties, limits, fingerprints, relative paths,
 * severities that are numbers in text. Empty when it breaks nothing.
 *
 * @source docs.github.com/code-security: "SARIF support for code scanning", "SARIF results exceed limits"
 */
export function codeScanningViolations(document: unknown): readonly string[] {
	const found: string[] = [];
	const check = (holds: boolean, what: string) => {
		if (!holds) found.push(what);
	};
	const root = object(document);
	check(text(root['$schema']).startsWith('https://'), '$schema');
	check(root['version'] === '2.1.0', 'version');
	const runs = list(root['runs']);
	check(runs.length > 0 && runs.length <= limits.runs, 'runs');
	for (const run of runs) {
		const driver = object(object(run['tool'])['driver']);
		check(text(driver['name']) !== '', 'driver.name');
		check(/^\d+\.\d+\.\d+/.test(text(driver['semanticVersion'])), 'driver.semanticVersion');
		check(/^[^/]+\/.+\/$/.test(text(object(run['automationDetails'])['id'])), 'automationDetails.id: a category');
		const rules = list(driver['rules']);
		check(rules.length <= limits.rules, 'rules: too many');
		rules.forEach((rule, index) => {
			found.push(...ruleViolations(rule).map(what => `rules[${index}].${what}`));
		});
		check(new Set(rules.map(({id}) => id)).size === rules.length, 'rules: an id twice');
		const results = list(run['results']);
		check(results.length <= limits.results, 'results: too many');
		results.forEach((result, index) => {
			found.push(...resultViolations(result, rules).map(what => `results[${index}].${what}`));
		});
		const prints = results.map(result => JSON.stringify([result['ruleId'], object(result['partialFingerprints'])]));
		check(new Set(prints).size === prints.length, 'results: a fingerprint twice');
	}
	return found;
}

function ruleViolations(rule: Json): string[] {
	const properties = object(rule['properties']);
	const severity = text(properties['security-severity']);
	const tags = Array.isArray(properties['tags']) ? properties['tags'] : [];
	const broken: Record<string, boolean> = {
		id: text(rule['id']) === '',
		name: text(rule['name']).length > limits.name,
		shortDescription: !within(object(rule['shortDescription'])['text'], limits.description),
		fullDescription: !within(object(rule['fullDescription'])['text'], limits.description),
		'help.text': text(object(rule['help'])['text']) === '',
		'help.markdown': text(object(rule['help'])['markdown']) === '',
		'defaultConfiguration.level': !levels.includes(text(object(rule['defaultConfiguration'])['level'])),
		'properties.tags': !tags.includes('security') || tags.length > limits.tags || tags.some(tag => typeof tag !== 'string'),
		'properties.precision': !precisions.includes(text(properties['precision'])),
		'properties.security-severity': !/^\d+\.\d+$/.test(severity) || Number(severity) <= 0 || Number(severity) > 10,
	};
	return Object.keys(broken).filter(key => broken[key]);
}

function resultViolations(result: Json, rules: readonly Json[]): string[] {
	const locations = list(result['locations']);
	const index = result['ruleIndex'];
	const print = object(result['partialFingerprints'])['primaryLocationLineHash'];
	const broken: Record<string, boolean> = {
		ruleIndex: typeof index !== 'number' || rules[index]?.['id'] !== result['ruleId'],
		level: !levels.includes(text(result['level'])),
		'message.text': text(object(result['message'])['text']) === '',
		locations: locations.length === 0 || locations.length > limits.locations,
		'locations[n]': locations.some(location => !isPlace(object(location['physicalLocation']))),
		'partialFingerprints.primaryLocationLineHash': text(print) === '',
	};
	return Object.keys(broken).filter(key => broken[key]);
}

/** A path relative to the repository, and a region with both ends. */
function isPlace(physical: Json): boolean {
	const uri = text(object(physical['artifactLocation'])['uri']);
	const region = object(physical['region']);
	const ends = ['startLine', 'startColumn', 'endLine', 'endColumn'].map(key => region[key]);
	const isRelative = uri !== '' && !/^(\/|[a-z][a-z0-9+.-]*:)/i.test(uri) && !uri.split('/').includes('..');
	return isRelative && !/[\s<>"{}|\\^`]/.test(uri) && ends.every(end => typeof end === 'number' && end >= 1);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const within = (value: unknown, most: number): boolean => text(value) !== '' && text(value).length <= most;
const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : []);
