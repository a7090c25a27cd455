import {each} from '../../changes/run-option.js';
import {defineRule} from '../rule.js';
import {judgeSecrets, secretsIn} from '../shared/judge-secrets.js';

const fields = ['Config.Env'];

export default defineRule({
	slug: 'container-secret-in-env',
	title: 'Secret in an environment variable',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Anyone who can inspect the container, every process in it and every crash report can read it.',
	references: ['https://docs.docker.com/compose/how-tos/use-secrets/', 'environ(7)'],

	check: ({container}) => judgeSecrets(container, fields, 'in the environment'),

	remedy: ({container}) => {
		const names = secretsIn(container, fields).map(({name}) => name);
		const inImage = container.env.filter(({name, fromImage}) => fromImage === true && names.includes(name)).map(({name}) => name);
		const baked =
			inImage.length > 0
				? ` ${inImage.join(', ')} ${inImage.length === 1 ? 'is' : 'are'} part of the image: rebuild the image without ${inImage.length === 1 ? 'it' : 'them'} and rotate the secret.`
				: '';
		return {
			text: `Pass it as a file under /run/secrets, mounted read-only; many images support NAME_FILE.${baked}`,
			remove: each(
				'--env',
				names.filter(name => !inImage.includes(name)),
			),
			mayBreak: 'Programs that read only the variable.',
		};
	},

	examples: {
		bad: {Config: {Env: ['DB_PASSWORD=correct-horse-battery']}},
		good: {Config: {Env: ['DB_PASSWORD_FILE=/run/secrets/db']}},
	},
});
