import {cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {onEngine} from '../shared/engine-words.js';

export default defineRule({
	slug: 'engine-rootless',
	title: 'Engine runs as root',
	cis: cisIds('2.1'),
	severity: 'low',
	target: 'engine',
	rationale: 'A flaw in the engine, or a container that escapes, gives root on the host immediately.',
	references: ['https://docs.docker.com/engine/security/rootless/'],

	check: ({engine}) => {
		if (engine.rootless === null) return infoMissing('SecurityOptions');
		const evidence = fromInfo('SecurityOptions rootless', engine.rootless);
		return engine.rootless ? pass(evidence) : fail(evidence);
	},

	remedy: ({engine}) => ({
		text: `If privileged ports, overlay networks and root's cgroup limits are not needed, run it rootless: ${onEngine(engine, {
			docker: 'dockerd-rootless-setuptool.sh install',
			podman: 'as a regular user, systemctl --user enable --now podman.socket',
		})}`,
		mayBreak: 'Ports below 1024, AppArmor, checkpoints, overlay networks, bind mounts of files that only root can read.',
	}),

	examples: {
		bad: {facts: {rootless: false}},
		good: {facts: {rootless: true}},
	},
});
