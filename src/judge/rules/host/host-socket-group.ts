import {type HostFacts, known, sanitise, shellQuote, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, fromHost, pass} from '../rule.js';

export default defineRule({
	slug: 'host-socket-group',
	title: 'Non-root users can access the Docker socket',
	cis: cisIds('1.1.2'),
	severity: 'medium',
	target: 'host',
	rationale:
		'A group member can start a privileged container and become root on the host, without a password and without a sudo log entry.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'group(5)'],
	mitigatedBy: ['rootless'],

	check: ({host, engine}) => {
		if (!host.socketGroup.known) return cannotTell(host.socketGroup.reason);
		const {group, gid} = host.socketGroup.value;
		const members = others(host);
		// A rootless engine's socket has the group of its user, who is in it.
		const expected = engine.rootless === true ? 1 : 0;
		return members.length <= expected
			? pass(fromHost(`group ${group} (gid ${gid})`, 'no member besides root'))
			: fail(...members.map(member => fromHost(`group ${group} (gid ${gid})`, member)));
	},

	remedy: ({host}) => {
		const group = host.socketGroup.known ? host.socketGroup.value.group : 'docker';
		return {
			text: `Keep only users who may be root anyway: ${others(host)
				.map(member => `gpasswd -d ${shellQuote(member)} ${shellQuote(group)}`)
				.join('; ')}. Others can use their own rootless engine.`,
			mayBreak: 'Scripts and builds of those accounts.',
		};
	},

	examples: {
		bad: {host: {socketGroup: exampleGroup(['ada', 'build'])}},
		good: {host: {socketGroup: exampleGroup([])}},
	},
});

const others = ({socketGroup}: HostFacts) =>
	socketGroup.known ? socketGroup.value.members.filter(member => member !== 'root') : [];

function exampleGroup(members: readonly string[]): HostFacts['socketGroup'] {
	return known({group: trusted('docker'), gid: 998, members: members.map(sanitise)});
}
