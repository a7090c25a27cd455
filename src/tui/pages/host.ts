import {counted, type EngineFacts, engineName, groupBy, type SafeText, sanitise} from '../../base/index.js';
import {openFindings, type TargetKind, type Verdict} from '../../judge/index.js';
import {findingLines} from './findings.js';
import {blank, heading, type Line, line, type Page, pairLines, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import {bytes, reasonOf, yesNo} from './words.js';

const sections: readonly {readonly kind: TargetKind; readonly title: string}[] = [
	{kind: 'engine', title: 'ENGINE'},
	{kind: 'host', title: 'HOST'},
	{kind: 'swarm', title: 'SWARM'},
	{kind: 'image', title: 'IMAGES'},
];

/** The engine, the host it runs on, the swarm and the images: what is found there, and what could not be seen. */
export function hostPage({state, width}: PageContext): Page {
	const {engine, verdicts, blindSpots} = state.model;
	return {
		lines: [
			...(engine ? engineLines(engine, width) : [line(' the engine has not answered yet')]),
			...sections.flatMap(section => sectionLines(section, verdicts, width)),
			...(blindSpots.length === 0 ? [] : [blank, heading(` BLIND SPOTS ${blindSpots.length}`)]),
			...blindSpots.flatMap(spot => prose(reasonOf(spot), width, {indent: 3})),
		],
	};
}

function engineLines(engine: EngineFacts, width: number): readonly Line[] {
	const pair = (name: string, value: string) => pairLines(name, value, width, {indent: 1, nameWidth: 10});
	const security = [
		`rootless ${yesNo(engine.rootless)}`,
		`user namespaces ${yesNo(engine.userns)}`,
		`seccomp ${engine.seccompProfile ?? 'unknown'}`,
		`AppArmor ${yesNo(engine.appArmor)}`,
		// Podman does not report its own, and has no containerd.
		...(engine.kind === 'podman' ? [] : [`no-new-privileges by default ${yesNo(engine.noNewPrivilegesDefault)}`]),
	];
	const containerd = engine.kind === 'podman' ? '' : `containerd ${engine.containerdVersion ?? 'unknown'}, `;
	return [
		...pair(
			'engine',
			sanitise(
				`${engineName(engine.kind)} ${engine.version}, API ${engine.apiVersion}, ${engine.local ? 'on this host' : 'on another host, or not confirmed to be local'}`,
			),
		),
		...pair(
			'system',
			sanitise(
				`${engine.operatingSystem}, kernel ${engine.kernel}${engine.cpus === null ? '' : `, ${counted(engine.cpus, 'CPU')}`}${engine.memory === null ? '' : `, ${bytes(engine.memory)}`}`,
			),
		),
		...pair('runtime', sanitise(`runc ${engine.runcVersion ?? 'unknown'}, ${containerd}cgroup v${engine.cgroupVersion ?? '?'}`)),
		...pair('security', sanitise(security.join(' · '))),
		...engine.warnings.flatMap(warning => pair('warning', warning)),
	];
}

function sectionLines(
	{kind, title}: {kind: TargetKind; title: string},
	verdicts: readonly Verdict[],
	width: number,
): readonly Line[] {
	const here = verdicts.filter(({target}) => target.kind === kind);
	if (here.length === 0) return [];
	const count = (verdict: Verdict['verdict']) => here.filter(one => one.verdict === verdict).length;
	const failing = openFindings(here);
	const tally: readonly (readonly [number, string])[] = [
		[failing.length, 'found'],
		[count('pass'), 'passed'],
		[count('unknown'), 'unknown'],
		[count('not-applicable'), 'not applicable'],
	];
	const counts = tally.filter(([number, word]) => number > 0 || word === 'found');
	return [
		blank,
		line(say(` ${title}`, 'heading'), say(`   ${counts.map(([number, word]) => `${number} ${word}`).join(' · ')}`, 'muted')),
		...(kind === 'image' ? byTarget(failing, width) : failing.flatMap(verdict => findingLines(verdict, null, width))),
		...unknowns(here, width),
	];
}

/** Findings on images carry the image's name; the title alone would repeat itself. */
function byTarget(verdicts: readonly Verdict[], width: number): readonly Line[] {
	const images = groupBy(verdicts, ({target}) => target.name);
	return [...images].flatMap(([name, findings]) => [
		line(say(`   ${name}`, 'strong')),
		...findings.flatMap(verdict => findingLines(verdict, null, width)),
	]);
}

/** One line a reason, with how many checks it keeps from an answer. */
function unknowns(verdicts: readonly Verdict[], width: number): readonly Line[] {
	const reasons = new Map<SafeText, number>();
	for (const {verdict, reasons: why} of verdicts)
		if (verdict === 'unknown') for (const reason of why) reasons.set(reasonOf(reason), (reasons.get(reasonOf(reason)) ?? 0) + 1);
	return [...reasons].flatMap(([reason, count]) =>
		prose(sanitise(`unknown (${counted(count, 'check')}): ${reason}`), width, {indent: 3, tone: 'muted'}),
	);
}
