import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {onEngine} from '../shared/engine-words.js';
import {fromInfo, infoMissing} from '../shared/evidence.js';

export default defineRule({
	slug: 'engine-rootless',
	title: 'The engine runs as root',
	cis: cisIds('2.1'),
	severity: 'low',
	target: 'engine',
	rationale: 'A fault of the engine, or a container that escapes, is root of the host at once.',
	references: ['https://docs.docker.com/engine/security/rootless/'],

	check: ({engine}) => {
		if (engine.rootless === null) return infoMissing('SecurityOptions');
		const evidence = fromInfo('SecurityOptions rootless', engine.rootless);
		return engine.rootless ? pass(evidence) : fail(evidence);
	},

	remedy: ({engine}) => ({
		text: `Where privileged ports, overlay networks and cgroup limits of root are not needed, run it rootless: ${onEngine(
			engine,
			{
				docker: 'dockerd-rootless-setuptool.sh install',
				podman: 'as an ordinary user, systemctl --user enable --now podman.socket',
			},
		)}`,
		mayBreak: 'Ports below 1024, AppArmor, checkpoints, overlay networks, bind mounts of files that only root reads.',
	}),

	examples: {
		bad: {facts: {rootless: false}},
		good: {facts: {rootless: true}},
	},
});
