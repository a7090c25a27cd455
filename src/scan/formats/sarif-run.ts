import {groupBy, percentDecoded, type SafeText, sanitise, trusted} from '../../base/index.js';
import {at, first, list, number, rawText, text} from './json.js';
import {unnamed} from './normalise.js';

/** One result of a run, with its references resolved. */
export type SarifFinding = {
	readonly result: unknown;
	readonly rule: unknown;
	readonly ruleId: SafeText;
	readonly message: string;
	/** `error`, `warning`, `note` or `none`. */
	readonly level: string;
	readonly path: SafeText | null;
	readonly line: number | null;
	/** The tool's name, and the same as the source of a row. */
	readonly tool: string;
	readonly source: SafeText;
};

/**
 * The results that count: not those that passed, were suppressed, or were only in an earlier run (`baselineState`).
 * @source SARIF 2.1.0, 3.27
 */
export function* findingsOf(run: unknown): Generator<SarifFinding> {
	const driver = at(run, 'tool', 'driver');
	const tool = rawText(at(driver, 'name'));
	const source = text(tool) ?? trusted('sarif');
	const components = [driver, ...list(at(run, 'tool', 'extensions'))];
	const rules = rulesOf(components);
	for (const result of list(at(run, 'results'))) {
		const rule = rules(result);
		if (!holds(result)) continue;
		const ruleId = first(text(at(result, 'ruleId')), text(at(result, 'rule', 'id')), text(at(rule, 'id'))) ?? unnamed;
		yield {
			result,
			rule,
			ruleId,
			message: messageOf(result, rule),
			level: levelOf(result, rule),
			...placeOf(result, run),
			tool,
			source,
		};
	}
}

function holds(result: unknown): boolean {
	const kind = rawText(at(result, 'kind'));
	if (kind === 'pass' || kind === 'notApplicable' || rawText(at(result, 'baselineState')) === 'absent') return false;
	return !isSuppressed(result);
}

/** The tool did not run successfully. @source SARIF 2.1.0, 3.20.14 */
export const isFailed = (run: unknown): boolean =>
	list(at(run, 'invocations')).some(one => at(one, 'executionSuccessful') === false);

/** Suppressed by a decision; a request that is under review or was rejected does not count. */
export const isSuppressed = (result: unknown): boolean =>
	list(at(result, 'suppressions')).some(one => ['', 'accepted'].includes(rawText(at(one, 'status'))));

/**
 * Finds the rule of each result in turn: by id (a hierarchical one may have more parts than the rule's), else by index into the component
 * that the result names. Prisma's action writes a rule for each package under the id of the vulnerability, in the order of the results.
 * Gitleaks 7 names the rule in the message only: `AWS Access Key secret detected`.
 */
function rulesOf(components: readonly unknown[]): (result: unknown) => unknown {
	const all = components.flatMap(component => list(at(component, 'rules')));
	const byId = groupBy(all, rule => rawText(at(rule, 'id')));
	const taken = new Map<string, number>();
	return result => {
		const id = rawText(at(result, 'ruleId')) || rawText(at(result, 'rule', 'id'));
		const index = first(number(at(result, 'ruleIndex')), number(at(result, 'rule', 'index')));
		// The driver is not an extension: without an index it is the default.
		const extension = number(at(result, 'rule', 'toolComponent', 'index'));
		const component = components[extension === null ? 0 : extension + 1];
		const indexed = index === null || index < 0 ? undefined : list(at(component, 'rules'))[index];
		const named = id === '' ? [] : (byId.get(id) ?? byId.get(id.replace(/\/[^/]*$/, '')) ?? []);
		if (named.length > 1 && !named.includes(indexed)) {
			const turn = taken.get(id) ?? 0;
			taken.set(id, turn + 1);
			return named[turn] ?? named.at(-1);
		}
		if (named.length > 0) return named.length === 1 ? named[0] : indexed;
		if (indexed !== undefined || id !== '') return indexed;
		const message = rawText(at(result, 'message', 'text'));
		return all.find(rule => rawText(at(rule, 'id')) !== '' && message.startsWith(`${rawText(at(rule, 'id'))} `));
	};
}

function messageOf(result: unknown, rule: unknown): string {
	const message = first(rawText(at(result, 'message', 'text')) || null, rawText(at(result, 'message', 'markdown')) || null);
	const template = message ?? rawText(at(rule, 'messageStrings', rawText(at(result, 'message', 'id')), 'text'));
	const values = list(at(result, 'message', 'arguments')).map(rawText);
	return template.replace(/\{(\d+)\}/g, (whole, index) => values[Number(index)] ?? whole);
}

/** The result's own level, else the rule's, else the standard's default. */
function levelOf(result: unknown, rule: unknown): string {
	return rawText(at(result, 'level')) || rawText(at(rule, 'defaultConfiguration', 'level')) || 'warning';
}

function placeOf(result: unknown, run: unknown): {path: SafeText | null; line: number | null} {
	const physical = list(at(result, 'locations'))
		.map(location => at(location, 'physicalLocation'))
		.find(one => one !== undefined);
	const artifact = list(at(run, 'artifacts'))[number(at(physical, 'artifactLocation', 'index')) ?? -1];
	const uri = first(text(at(physical, 'artifactLocation', 'uri')), text(at(artifact, 'location', 'uri')));
	return {path: uri === null ? null : pathOf(uri), line: number(at(physical, 'region', 'startLine'))};
}

/** A URI reference as a path: `file:///app/a%20b` is `/app/a b`; what cannot be decoded is kept. */
function pathOf(uri: SafeText): SafeText {
	const path = percentDecoded(uri.replace(/^file:\/\//, ''));
	return path === null ? uri : sanitise(path);
}
