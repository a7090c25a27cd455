import {cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {onEngine} from '../shared/engine-words.js';
import {advise} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-userns',
	title: 'User namespace remapping is disabled',
	cis: cisIds('2.9', '2.10'),
	severity: 'medium',
	target: 'engine',
	rationale: 'Whatever a container writes to a bind mount, or does after an escape, it does as uid 0 of the host.',
	references: ['https://docs.docker.com/engine/security/userns-remap/', 'user_namespaces(7)'],

	check: ({engine}) => {
		if (engine.rootless === true) return pass(fromInfo('SecurityOptions rootless', true));
		if (engine.userns === null) return infoMissing('SecurityOptions');
		const evidence = fromInfo('SecurityOptions userns', engine.userns);
		return engine.userns ? pass(evidence) : fail(evidence);
	},

	remedy: scope => ({
		text: onEngine(scope.engine, {
			docker: advise(
				scope,
				['userns-remap'],
				'Set "userns-remap": "default" in daemon.json, with ranges for dockremap in /etc/subuid and /etc/subgid, and restart the engine.',
			),
			podman:
				'Set userns = "auto" in the [containers] table of containers.conf, with ranges for the user containers in /etc/subuid and /etc/subgid, and recreate the containers.',
		}),
		mayBreak: onEngine(scope.engine, {
			docker: 'Images and containers move to another directory; volume files change owner; --privileged needs --userns host.',
			podman: 'Volume files change owner.',
		}),
	}),

	examples: {
		bad: {facts: {rootless: false, userns: false}},
		good: {facts: {rootless: false, userns: true}},
	},
});
