import {readable} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';
import {stepCount} from './shared/steps.js';

const {text, list, map, fields, optional, either} = readable;
const texts = optional(list(text));
const command = either(optional(text), texts);
const isReadable = fields({Env: texts, Labels: optional(map(text)), Cmd: command, Entrypoint: command, OnBuild: texts});

export default defineRule({
	slug: 'image-secrets',
	title: 'Image contains secrets',
	cis: cisIds('4.10'),
	severity: 'high',
	target: 'image',
	rationale: 'Anyone who can pull the image can read them: in its history, environment, labels or command.',
	references: ['https://docs.docker.com/build/building/secrets/'],

	check: ({image}) => {
		const found = image.secrets.map(({path, name, kind}) => ({
			source: path.startsWith('history') ? 'history' : 'image',
			path,
			value: `${name} (${kind})`,
		}));
		if (found.length > 0) return fail(...found);
		if (!image.history.known) return cannotTell(image.history.reason);
		return isReadable(image.raw.inspect.Config)
			? pass(stepCount(image))
			: cannotTell({
					source: 'image:Config',
					reason: 'its environment, labels or command have an unexpected format, so they cannot be searched for secrets',
				});
	},

	remedy: () => ({
		text: 'Rotate the secrets: they are exposed. Pass them to a build with RUN --mount=type=secret,id=NAME, and to a container as a file.',
		mayBreak: 'Containers that read them from the environment.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN |1 API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345 /bin/sh -c make # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c make # buildkit'}]},
	},
});
