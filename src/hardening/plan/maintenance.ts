import {parseImageReference} from '../../facts/index.js';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {type Step, withConfig, withHost} from './change.js';

/** Pins the image by digest, so that a moved tag has no effect. */
export const imageDigest: Step = ({assessed: {facts, image}, inspect}) => {
	const name = inspect.Config?.Image ?? '';
	const digest = image?.raw.inspect.RepoDigests?.find(known => isSameRepository(known, name))?.split('@')[1];
	if (digest === undefined || name.includes('@') || /^(sha256:)?[0-9a-f]{12,64}$/.test(name)) return [];
	const isInRegistry = image?.origin.known === true && image.origin.value.repositories.length > 0;
	return [
		{
			slug: 'image-digest',
			why: own('the tag may point to another image tomorrow'),
			remove: [facts.image],
			add: [sanitise(`${name}@${digest}`)],
			confidence: 'likely',
			evidence: [{source: 'image', path: 'RepoDigests', value: sanitise(digest)}],
			mayBreak: isInRegistry
				? own('updates: the digest must be changed by hand')
				: own(
						'updates: the digest must be changed by hand. Other hosts: no registry is known to have this digest, so it may exist only here',
					),
			howToSee: null,
			enabled: false,
			apply: before => withConfig(before, {Image: `${name}@${digest}`}),
		},
	];
};

/** `evil.example/nginx` is no `nginx`: by that name a registry would be asked for a digest that it does not have. */
function isSameRepository(a: string, b: string): boolean {
	const [one, other] = [parseImageReference(a), parseImageReference(b)];
	return one !== null && one.registry === other?.registry && one.repository === other.repository;
}

/** A container that restarts forever gives an attacker unlimited tries. */
export const boundedRestart: Step = ({inspect}) => {
	const policy = inspect.HostConfig?.RestartPolicy?.Name ?? '';
	if (policy !== 'always') return [];
	return [
		{
			slug: 'restart',
			why: own('restarts are not limited, and it starts again with the engine even if it was stopped by hand'),
			remove: ['--restart always'],
			add: ['--restart on-failure:5'],
			confidence: 'test first',
			evidence: [{source: 'inspect', path: 'HostConfig.RestartPolicy', value: sanitise(policy)}],
			mayBreak: own('it stays down after five failures, and when it exits without an error'),
			howToSee: own('“exited” in the container list'),
			enabled: false,
			apply: before => withHost(before, {RestartPolicy: {Name: 'on-failure', MaximumRetryCount: 5}}),
		},
	];
};
