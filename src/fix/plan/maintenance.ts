import {parseImageReference, sanitise, trusted} from '../../base/index.js';
import {change, flag, isUnbounded, withBoundedRestart, withConfig} from '../../judge/index.js';
import {type PlanStep, planned} from './change.js';

/** Pins the image by digest, so that a moved tag has no effect. */
export const imageDigest: PlanStep = ({assessed: {facts, image}, inspect}) => {
	const name = inspect.Config?.Image ?? '';
	const digest = image?.raw.inspect.RepoDigests?.find(known => isSameRepository(known, name))?.split('@')[1];
	if (digest === undefined || name.includes('@') || /^(sha256:)?[0-9a-f]{12,64}$/.test(name)) return [];
	const isInRegistry = image?.origin.known === true && image.origin.value.repositories.length > 0;
	return [
		planned(
			change({
				text: 'Pin the image by its digest.',
				// The image stands where no option does: it is shown as the word that it is.
				remove: [flag(facts.image)],
				add: [flag(`${name}@${digest}`)],
				mayBreak: isInRegistry
					? 'updates: the digest must be changed by hand'
					: 'updates: the digest must be changed by hand. Other hosts: no registry is known to have this digest, so it may exist only here',
			}),
			{
				slug: 'image-digest',
				why: trusted('the tag may point to another image tomorrow'),
				rung: 'choice',
				evidence: [{source: 'image', path: 'RepoDigests', value: sanitise(digest)}],
				howToSee: null,
				apply: before => withConfig(before, {Image: `${name}@${digest}`}),
			},
		),
	];
};

/** `evil.example/nginx` is no `nginx`: by that name a registry would be asked for a digest that it does not have. */
function isSameRepository(a: string, b: string): boolean {
	const [one, other] = [parseImageReference(a), parseImageReference(b)];
	return one !== null && one.registry === other?.registry && one.repository === other.repository;
}

/** A container that restarts forever gives an attacker unlimited tries. */
export const boundedRestart: PlanStep = ({assessed: {facts}}) => {
	const {restart} = facts;
	if (!isUnbounded(restart)) return [];
	const byEngine = restart.name === 'always' || restart.name === 'unless-stopped';
	return [
		planned(withBoundedRestart(restart), {
			slug: 'restart',
			why: trusted(
				byEngine
					? 'restarts are not limited, and it starts again with the engine'
					: 'restarts on failure are not limited to a few',
			),
			rung: 'choice',
			evidence: [{source: 'inspect', path: 'HostConfig.RestartPolicy', value: sanitise(restart.name)}],
			howToSee: trusted('"exited" in the container list'),
		}),
	];
};
