import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {expect, it} from 'vitest';
import {severities} from '../../../src/base/facts/index.js';
import {gradeWords} from '../../../src/judge/risk/grade-words.js';
import {gradeOf, riskOf} from '../../../src/judge/risk/score.js';
import type {ContainerExample} from '../../../src/judge/rules/rule.js';
import {assessedExample, mounting, publishing} from '../../support/assessed-example.js';
import {verdict} from '../../support/audit-report.js';

/* The examples of docs/score.md, computed. A container of the page is `docker run nginx:1.27` on Docker 26 with these options. */

const socket = mounting('/var/run/docker.sock:/var/run/docker.sock');
const hardened: ContainerExample = {
	HostConfig: {
		CapDrop: ['ALL'],
		CgroupnsMode: 'private',
		ReadonlyRootfs: true,
		SecurityOpt: ['no-new-privileges'],
		Memory: 64 << 20,
		PidsLimit: 50,
		NanoCpus: 500_000_000,
		LogConfig: {Type: 'local', Config: {}},
	},
	Config: {User: '1000:1000'},
};
const examples: readonly (readonly [options: string, parts: ContainerExample])[] = [
	['(none)', {}],
	['hardened: user, limits, read-only root, no capabilities', hardened],
	['`--cap-add SYS_PTRACE`', {HostConfig: {CapAdd: ['SYS_PTRACE']}}],
	['`-p 80:80`', publishing(80)],
	['`-e DB_PASSWORD=…`', {Config: {Env: ['DB_PASSWORD=correct-horse-7f']}}],
	['`-v /etc:/host/etc:ro`', mounting('/etc:/host/etc:ro')],
	['`-p 5432:5432`, PostgreSQL', {...publishing(5432), Config: {Image: 'postgres:16'}, image: {RepoTags: ['postgres:16']}}],
	[
		'`-p 6379:6379`, Redis without a password',
		{
			...publishing(6379),
			Config: {Image: 'redis:7.2', Cmd: ['redis-server', '--protected-mode', 'no']},
			image: {RepoTags: ['redis:7.2']},
		},
	],
	['`-v /var/run/docker.sock:/var/run/docker.sock`', socket],
	['the same, `--user 1000:1000`', {...socket, Config: {User: '1000:1000'}}],
	['`--privileged`', {HostConfig: {Privileged: true}}],
	['`--privileged` and the socket', {...socket, HostConfig: {...socket.HostConfig, Privileged: true}}],
];

/** The factors that weigh five points or more: `container-privileged` 75 (8 rules). */
function row(options: string, parts: ContainerExample): string {
	const {risk} = assessedExample(parts);
	const factors = risk.factors
		.filter(({points}) => points >= 5)
		.map(
			({slug, points, also}) =>
				`${slug.replace('container-', '')} ${points}${also.length === 0 ? '' : ` (${also.length + 1} rules)`}`,
		);
	return `| ${options} | ${factors.join(', ') || '–'} | ${risk.sum} | ${gradeWords(risk)} |`;
}

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/score.md'), 'utf8');

it('docs/score.md has the examples as they are computed', () => {
	expect(page.split('\n').filter(line => /^\| .* \| [\d.]+ \| (≥ )?[A-F] \d+ \|$/.test(line))).toEqual(
		examples.map(([options, parts]) => row(options, parts)),
	);
});

it.each([
	['a cause', []],
	['on a published port', [{source: 'inspect', path: 'NetworkSettings.Ports["80/tcp"]', value: '0.0.0.0:80'}]],
])('docs/score.md has the weights of %s', (name, evidence) => {
	const points = severities.map(severity => riskOf([verdict({severity, evidence})]).sum);
	expect(page).toContain(`| ${name} | ${points.join(' | ')} |`);
});

it('docs/score.md has the limits of the grades', () => {
	const grades = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
	const highest = grades.map(
		grade => Array.from({length: 101}, (_, score) => score).findLast(score => gradeOf(score) === grade) ?? 0,
	);
	const limits = grades.map((grade, index) => (grade === 'F' ? `from ${(highest[index - 1] ?? 0) + 1}` : `to ${highest[index]}`));
	expect(page).toContain(`| ${limits.join(' | ')} |`);
});
