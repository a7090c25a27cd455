import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeSteps, type Step} from './shared/steps.js';

const MANAGER = '(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf|tdnf|zypper)';
const UPDATES = new RegExp(
	`\\b${MANAGER}\\s+(?:-\\S+\\s+)*(?:update|upgrade|dist-upgrade|full-upgrade|makecache|refresh|ref)\\b`,
);
const INSTALLS = new RegExp(`\\b${MANAGER}\\s+(?:-\\S+\\s+)*(?:install|add|build-dep|in)\\b|\\bapk\\b.*--no-cache`);

const updatesAlone = ({kind, instruction}: Step): boolean =>
	kind === 'RUN' && UPDATES.test(instruction) && !INSTALLS.test(instruction);

export default defineRule({
	slug: 'image-update-alone',
	title: 'Image updates the package lists in a step of its own',
	cis: cisIds('4.7'),
	severity: 'low',
	target: 'image',
	attack: 'The step comes from the cache for ever: what is installed after it is as old as the first build.',
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
