import {known} from '../../answers/index.js';
import type {ContainerFacts, Severity} from '../../facts/index.js';
import {bySeverity} from '../../facts/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs, pass} from '../rule.js';
import {notSeen, running} from '../shared/evidence.js';
import {rootProcess} from '../shared/examples.js';
import {isUp, notRunning, processLabel} from '../shared/processes.js';

/** By the name of the executable, or by arguments that only a reverse shell has. SSH servers have a rule of their own. */
const suspects: readonly (readonly [name: RegExp, args: RegExp, severity: Severity, what: string])[] = [
	[/^(xmrig|xmr-stak|minerd|cpuminer|ethminer|t-rex|lolminer|kinsing|kdevtmpfsi|ccminer|nbminer)/, /^/, 'high', 'a miner'],
	[/^/, /stratum\+(tcp|ssl):\/\//, 'high', 'a miner'],
	[/^/, /\/dev\/(tcp|udp)\/[\w.]+\/\d+/, 'high', 'a reverse shell'],
	[/^(nc|ncat|netcat|nc\.\w+|socat)$/, /(\s-\w*e\w*\s|exec:|\/bin\/(ba)?sh)/i, 'high', 'a shell behind a socket'],
	[/^(nmap|masscan|zmap|hydra|medusa|chisel|frpc|ngrok|gost)$/, /^/, 'high', 'a tool for attacks and tunnels'],
	[/^(nc|ncat|netcat|nc\.\w+|socat)$/, /^/, 'medium', 'a relay of connections'],
	[/^(cron|crond|atd|systemd|supervisord|runit|s6-svscan)$/, /^/, 'low', 'a starter of other programs'],
];

function found({processes}: ContainerFacts) {
	if (!processes.known) return [];
	return processes.value
		.flatMap(process => {
			const match = suspects.find(([name, args]) => name.test(process.command) && args.test(process.args));
			return match === undefined ? [] : [{process, severity: match[2], what: match[3]}];
		})
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

export default defineRule({
	slug: 'container-suspicious-process',
	title: 'A process that does not belong to a service runs in the container',
	cis: {},
	beyond: 'X-PROC-MANY',
	severity: 'medium',
	target: 'container',
	attack: 'Miners, relays and schedulers are what an attacker starts first and keeps running.',
	references: ['ps(1)', 'https://attack.mitre.org/matrices/enterprise/containers/'],

	check: ({container}) => {
		if (!isUp(container)) return notRunning(container);
		if (!container.processes.known) return notSeen(container.processes);
		const [worst, ...others] = found(container);
		if (worst === undefined)
			return pass(
				running(
					'command',
					container.processes.value.slice(0, 10).map(({command}) => command),
				),
			);
		return failAs(
			{severity: worst.severity, detail: `${processLabel(worst.process)} is ${worst.what}`},
			...[worst, ...others].map(({process}) => running('args', process.args)),
		);
	},

	remedy: () => ({
		text: 'Find out who started it, keep a copy, and make the container again from its image; one service for each container.',
		mayBreak: 'Images that run several services under one starter.',
	}),

	examples: {
		bad: {
			facts: {
				processes: known([rootProcess('xmrig', {args: own('./xmrig -o pool:3333')})]),
			},
		},
		good: {
			facts: {
				processes: known([rootProcess('nginx', {args: own('nginx: worker')})]),
			},
		},
	},
});
