import {known} from '../../../src/base/answers/index.js';
import {readContainerInspect, readContainerTop} from '../../../src/base/engine/answer-shapes.js';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import {parseTrace} from '../../../src/base/trace/trace-lines.js';
import {topProcesses} from '../../../src/fix/evidence/top.js';
import {viewCase} from '../../../src/fix/hardening-case.js';
import {enabledBy, planHardening} from '../../../src/fix/plan/index.js';
import {reconstruct} from '../../../src/fix/reconstruct/index.js';
import {explainsFailure, hints, newComplaints, shape} from '../../../src/fix/rehearsal/complaints.js';
import {oneLine} from '../../../src/fix/render/docker-run.js';
import {hardeningOutput} from '../../../src/fix/render/fix-output.js';
import {outputFormats} from '../../../src/fix/render/output-format.js';
import {plainDefaults} from '../../../src/judge/changes/options/engine-defaults.js';
import {openFleet} from '../../../src/judge/fleet/fleet.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {parseSnapshot} from '../../../src/judge/snapshot/parse-snapshot.js';
import {SnapshotError} from '../../../src/judge/snapshot/snapshot-error.js';
import {jsonTexts} from '../../../src/judge/snapshot/snapshot-json.js';
import {readRecorded} from '../../base/facts/recorded.js';
import {assessedOf, evidenceOf, inspectOf, processOf} from '../../fix/subject.js';
import {ofJson, ofText, type Parser} from '../parser.js';
import {ifAccepted} from './accepted.js';

const recorded = readRecorded('docker-26.1.5-strict.json');
const {containers} = readRecorded('docker-26.1.5-fleet.json');
const small = {...recorded, containers: recorded.containers.slice(0, 2), images: recorded.images.slice(0, 1)};
const inspects = containers.map(({inspect}) => inspect);
const podman = readRecorded('podman-5.4.2-fleet.json').containers.map(({inspect}) => inspect);

async function judged(text: string): Promise<unknown> {
	const {reader} = openSnapshot(text, 'fleet.json');
	const fleet = openFleet(reader, {now: () => Date.parse('2026-12-01T00:00:00Z'), unwatched: true});
	try {
		await fleet.start();
		const {entries, blindSpots} = fleet.model();
		return [
			entries.map(({name, image, assessed}) => [name, image, assessed?.verdicts, assessed?.badges, assessed?.risk]),
			blindSpots,
		];
	} finally {
		fleet.close();
	}
}

const trace = `# tracer: nop
           runc-70      [001] d..1.  100.123456: sched_process_fork: comm=runc pid=70 child_comm=runc child_pid=71
            web-71      [001] d..1.  100.223456: sched_process_exec: filename=/usr/sbin/web pid=71 old_pid=71
            web-71      [000] .....  100.323456: dockscope_asks: (cap_capable+0x0/0x90) cred=0xffff888 cap=10
            web-71      [000] .....  100.323457: dockscope_granted: (cap_capable+0x0/0x90 <- x)
            web-71      [000] .....  100.423456: cap_capable: cred 0x1, target_ns 0x2, capable_ns 0x3, cap 7, ret 0
            web-71      [000] .....  100.523456: tracing_mark_write: dockscope 71 ready
            web-71      [000] .....  100.623456: dockscope_connects: (unix_stream_connect+0x4/0x6c0) length=18 name={0x6f642f6e75722f,0x0}
            web-71      [000] .....  100.623457: dockscope_connected: (__sys_connect+0xad/0xc0 <- unix_stream_connect) ret=0
            web-71      [000] .....  100.723456: sys_connect(fd: 0x4, uservaddr: 0x7f00, addrlen: 0x17)
            web-71      [000] .....  100.723457: sys_connect -> 0x0
`;
const log =
	'2026-11-28 09:00:00 [emerg] 7#7: bind() to 0.0.0.0:80 failed (13: Permission denied)\nmkdir: cannot create directory /run/x: Read-only file system\n';

/** Files that are replayed, and what is made of one container: commands, plans, other formats. */
export const fleetParsers: readonly Parser[] = [
	ofText(
		'snapshot-text',
		[
			JSON.stringify(inspects.slice(0, 2)),
			`${JSON.stringify(inspects[0])}\n${JSON.stringify(inspects[1])}`,
			JSON.stringify(small).slice(0, 20_000),
		],
		text => {
			parseSnapshot(text, 'fleet.json');
			return jsonTexts(text).length;
		},
		{throws: [SnapshotError], tokens: ['"Id":', '"schema":', '[', '{', '}{', '\ufeff', 'dockscope.snapshot/1']},
	),
	ofJson(
		'snapshot',
		[small, inspects.slice(0, 2), podman.slice(0, 2)],
		value => {
			parseSnapshot(JSON.stringify(value), 'fleet.json');
			return null;
		},
		{throws: [SnapshotError]},
	),
	ofJson('snapshot-judged', [small, inspects.slice(0, 1), podman.slice(0, 1)], value => judged(JSON.stringify(value)), {
		throws: [SnapshotError, EngineError],
	}),
	ofJson(
		'run-command',
		[...inspects, ...podman],
		value => {
			const inspect = ifAccepted(readContainerInspect, value);
			if (inspect === null) return null;
			return [false, true].map(isPodman => {
				const {command, warnings} = reconstruct(inspect, null, {...plainDefaults, podman: isPodman} as never);
				return [oneLine(command).split('\n').length, warnings.length];
			});
		},
		{throws: [EngineError], tokens: ['--privileged', '$(id)', '`id`', 'container:x', "'", '\n']},
	),
	ofJson(
		'hardened-outputs',
		inspects,
		value => {
			const inspect = ifAccepted(readContainerInspect, value);
			if (inspect === null) return null;
			const assessed = assessedOf(inspectOf(inspect));
			const evidence = evidenceOf({
				processes: known([processOf('nginx', 0)]),
				peaks: known({memory: 41 << 20, pids: 7, source: 'cgroup', windows: {memory: 90_000, pids: 90_000}}),
			});
			const plan = planHardening(assessed, evidence);
			const one = {assessed, image: null, defaults: plainDefaults, evidence, plan, cpus: 2, compose: null};
			const view = viewCase(one, plan, enabledBy(plan, 'least'), {assessHypothetical: () => null});
			return outputFormats.map(format => {
				const {text, warnings} = hardeningOutput(format, view, null);
				if (/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) throw new Error(`a control character in ${format}`);
				return [text.length, warnings];
			});
		},
		{tokens: ['$(id)', '`id`', "'", '\n', '\r', ': ', '#', '*a']},
	),
	ofJson('top-rows', containers.flatMap(({top}) => top ?? []).slice(0, 4), value => {
		const top = ifAccepted(readContainerTop, value);
		return top === null ? null : [false, true].map(remapped => topProcesses(top, remapped));
	}),
	ofText('trace', [trace], text => parseTrace(text).length, {
		tokens: ['cap=', ' pid=', 'filename=', 'child_pid=', '-71 ', ': ', 'dockscope_granted'],
	}),
	ofText(
		'log-lines',
		[log, 'FATAL: could not open /var/lib/x: Permission denied\n'],
		text => [hints(text).paths.length, newComplaints(text, log).length, explainsFailure(text, log), shape(text).length],
		{
			tokens: ['permission denied', '/', 'EROFS', 'bind', '0x', 'deadbeef'],
		},
	),
];
