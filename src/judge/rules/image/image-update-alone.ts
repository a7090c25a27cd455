import {cisIds, defineRule} from '../rule.js';
import {commandsOf, type ImageStep, judgeSteps} from './shared/steps.js';

const OPTIONS = '(?:\\s+-[oc]\\s+[^-\\s]\\S*|\\s+-\\S+)*';
const MANAGER = `^(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf|tdnf|zypper)${OPTIONS}\\s+`;
const UPDATES = new RegExp(`${MANAGER}(?:update|upgrade|dist-upgrade|full-upgrade|makecache|refresh|ref)(?:\\s|$)`);
const INSTALLS = new RegExp(`${MANAGER}(?:install|add|build-dep|in)(?:\\s|$)`);

function updatesAlone(step: ImageStep): boolean {
	const commands = commandsOf(step);
	return commands.some(command => UPDATES.test(command)) && !commands.some(command => INSTALLS.test(command));
}

export default defineRule({
	slug: 'image-update-alone',
	title: 'Image updates package lists in a separate step',
	cis: cisIds('4.7'),
	severity: 'low',
	target: 'image',
	rationale: 'The step stays in the build cache, so whatever is installed after it is as old as the first build.',
	references: ['https://docs.docker.com/build/building/best-practices/'],

	check: ({image}) => judgeSteps(image, updatesAlone),

	remedy: () => ({
		text: 'Update and install in one step: RUN apt-get update && apt-get install -y --no-install-recommends PACKAGES && rm -rf /var/lib/apt/lists/*',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get -y update # buildkit'}]},
		good: {history: [{CreatedBy: 'RUN /bin/sh -c apt-get update && apt-get install -y nginx # buildkit'}]},
	},
});
