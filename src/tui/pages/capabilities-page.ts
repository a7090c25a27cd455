import {
	type Capability,
	type ContainerFacts,
	capabilityCatalogue,
	capabilityNames,
	gainsNothing,
	refusesElevation,
	type SafeText,
	type Severity,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {capabilityKinds, type Danger} from '../../judge/index.js';
import {blank, type Column, type Item, type Line, line, type Page, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

const columns: readonly Column[] = [
	{title: trusted('CAPABILITY')},
	{title: trusted('CONFIGURED'), drop: 2},
	{title: trusted('EFFECTIVE')},
	{title: trusted('RISK')},
	{title: trusted('MEANS'), drop: 1},
];

/** Every capability that the container can have, the dangerous ones first; what it could have and dropped, last. */
export function capabilitiesPage({assessed: {facts, dangers}, state: {keyNames}, width}: ContainerContext): Page {
	const ofCapabilities = worstOfEach(dangers.filter(({kind}) => capabilityKinds.some(one => one === kind)));
	const severities = new Map(ofCapabilities.map(({about, severity}) => [about, severity]));
	const {granted, beyondDefault} = facts.capabilities;
	const listed = capabilityNames
		.filter(name => granted.has(name) || facts.capabilities.default.has(name))
		.toSorted((a, b) => rank(severities.get(a)) - rank(severities.get(b)));
	const rows = listed.map(name => [
		sanitise(name),
		configured(name, facts),
		effective(name, facts),
		sanitise(severities.get(name) ?? '–'),
		capabilityCatalogue[name].means,
	]);
	const items = listed.map((name): Item => ({copy: sanitise(`--cap-drop ${name}`)}));
	// A column of question marks says nothing: the reason stands below the table.
	const shown = columns.map((_, index) => index).filter(index => facts.truth.known || index !== 2);
	const table = {
		columns: shown.flatMap(index => columns[index] ?? []),
		rows: rows.map(row => shown.flatMap(index => row[index] ?? [])),
	};
	return {
		lines: [
			...tableLines(table, items),
			blank,
			...reasons(beyondDefault, ofCapabilities, width),
			line(` ${granted.size} granted · ${beyondDefault.length} beyond the engine's default · `, privilegedWords(facts)),
			...(granted.size > 0
				? prose(
						safe`Only its use shows what it needs: ${keyNames.openFix} proposes --cap-drop ALL plus what was seen in use.`,
						width,
						{
							tone: 'muted',
						},
					)
				: []),
			...(facts.truth.known
				? []
				: prose(sanitise(`What the kernel grants is not known: ${reasonOf(facts.truth.reason)}`), width, {tone: 'muted'})),
		],
	};
}

/** They come worst first. */
const worstOfEach = (dangers: readonly Danger[]): readonly Danger[] =>
	dangers.filter(({about}, index) => dangers.findIndex(other => other.about === about) === index);

/** Why the worst of what was asked for beyond the default matter, and what keeps them from being worse. */
function reasons(names: readonly Capability[], dangers: readonly Danger[], width: number): readonly Line[] {
	const asked = dangers.filter(({about}) => names.some(name => name === about));
	const worst = asked.filter(({base}) => base === 'critical' || base === 'high').slice(0, 4);
	if (worst.length === 0) return [];
	const why = new Map(names.map(name => [String(name), capabilityCatalogue[name].why]));
	return [
		...worst.flatMap(({about, mitigations}) => prose(sanitise(`${about}: ${[why.get(about), ...mitigations].join(' ')}`), width)),
		blank,
	];
}

const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];
const rank = (severity: Severity | undefined): number => (severity === undefined ? order.length : order.indexOf(severity));

function configured(name: Capability, {privileged, capabilities}: ContainerFacts): SafeText {
	const isDefault = capabilities.default.has(name);
	if (!capabilities.granted.has(name)) return trusted('dropped');
	if (privileged && !isDefault) return trusted('privileged');
	return sanitise(isDefault ? 'default' : 'added');
}

/** As the kernel says for the first process, where this host could be asked. */
function effective(name: Capability, container: ContainerFacts): SafeText {
	const {truth, capabilities} = container;
	if (!truth.known) return trusted('?');
	if (truth.value.effective.has(name)) return sanitise(capabilities.granted.has(name) ? 'yes' : 'YES, though dropped');
	const {permitted, bounding} = truth.value;
	// With SETUID it becomes root, whose next program has them all.
	const gains = permitted.has('SETUID') || !gainsNothing(container);
	const mayGain = bounding.has(name) && !refusesElevation(container) && gains;
	return sanitise(permitted.has(name) || mayGain ? 'can be gained' : 'no');
}

/** What the programs that it can execute would give it. */
function privilegedWords(container: ContainerFacts) {
	const {privileged, noNewPrivileges, privilegedPrograms, setuidPrograms: setuid, fileCapabilities: capable} = container;
	if (privileged) return say('privileged: every capability', 'critical');
	if (noNewPrivileges.on) return say('setuid programs cannot gain any', 'ok');
	if (!setuid.known || !capable.known) return say('a setuid program, if it has one, can gain them all', 'muted');
	if (setuid.value.length > 0) return say('a setuid program can gain them all', 'muted');
	if (capable.value.length > 0) return say('a program with file capabilities can gain its own', 'muted');
	return say(privilegedPrograms.known ? 'no program that it can execute gains any' : 'no program of its image gains any', 'ok');
}
