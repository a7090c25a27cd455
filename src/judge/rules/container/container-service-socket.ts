import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {defineRule} from '../rule.js';
import {changeOfMounts, mountEvidence, passesMounts} from '../shared/judge-mounts.js';

export default defineRule({
	slug: 'container-service-socket',
	title: 'Control socket of a host service is mounted',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		"systemd, D-Bus, snapd, libvirt and LXD start programs as root for any client with uid 0, and a container's root has that uid. Mounting the socket read-only does not help: connecting is not writing.",
	references: ['systemctl(1)', 'org.freedesktop.systemd1(5)', 'unix(7)'],
	weighed: true,

	check: scope => {
		const dangers = dangersOfKind(scope, 'service-socket');
		if (dangers.length === 0) return passesMounts(scope);
		const what = dangers.map(({exposes}) => exposes).join(', ');
		const {container} = scope;
		const mounts = container.mounts.filter(({destination}) => dangers.some(({about}) => about === destination));
		return failWith(
			dangers,
			{detail: `can give ${what}`, closed: `mounts what takes ${what}`},
			...mounts.map(mount => mountEvidence(container, mount)),
		);
	},

	remedy: scope => changeOfMounts(scope, dangersOfKind(scope, 'service-socket')),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/run/dbus/system_bus_socket', Destination: '/run/dbus/system_bus_socket', RW: false}]},
		good: {Mounts: [{Type: 'bind', Source: '/run/user/1000/bus', Destination: '/bus', RW: false}], Config: {User: '1000:1000'}},
	},
});
