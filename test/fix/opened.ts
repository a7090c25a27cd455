import {type ContainerInspect, known} from '../../src/base/answers/index.js';
import type {DirectoryEvidence, HardeningEvidence} from '../../src/fix/evidence/evidence.js';
import {type HardeningCase, viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy, planHardening} from '../../src/fix/plan/index.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {assessedOf, evidenceOf, processOf} from './subject.js';

export const secret = 'hunter2-Sup3rS3cretValue';
export const parts: Partial<ContainerInspect> = {
	Config: {
		Image: 'shop/web:1',
		Env: ['PRICE=5$ `x`', 'LINES=a\nb', `DB_PASSWORD=${secret}`],
		Cmd: ['serve', '$HOME', 'it’s "fine"'],
		ExposedPorts: {'80/tcp': {}},
		Labels: {note: 'a: b # c', token: secret},
	},
	HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}, Binds: ['/srv/conf:/conf:ro', 'cache:/cache']},
};

/** A directory that has nothing of the image, and one file that was written. */
export const emptyInImage = (path: string): DirectoryEvidence => ({
	...{path, mode: 0o755, uid: 0, gid: 0, shipsContent: false, skeleton: [], files: 1, complete: true, bytes: 1},
	...{foreignOwner: false, executes: false},
});

/** A case with evidence of a usual web server. */
export function opened(more: Partial<ContainerInspect> = parts): HardeningCase {
	const assessed = assessedOf(more);
	const evidence = evidenceOf({
		processes: known([processOf('nginx', 0), processOf('nginx', 33)]),
		changes: known([
			{path: '/run/web.pid', kind: 'added'},
			{path: '/data/x', kind: 'added'},
		]),
		directories: new Map([['/data', emptyInImage('/data')]]),
		peaks: known({memory: 41 << 20, pids: 7, source: 'cgroup', windows: {memory: 86_400, pids: 86_400}}),
	});
	return caseOf(assessed, evidence);
}

export const caseOf = (assessed: AssessedContainer, evidence: HardeningEvidence): HardeningCase => ({
	...{assessed, evidence, plan: planHardening(assessed, evidence)},
	...{image: null, defaults: plainDefaults, cpus: 2, compose: null},
});

export const view = (one: HardeningCase, withSecrets = false) =>
	viewCase(one, one.plan, enabledBy(one.plan, 'least'), {assessHypothetical: () => null}, withSecrets);
