import {cisIds, defineRule} from '../rule.js';
import {commandsOf, type ImageStep, judgeSteps} from './shared/steps.js';

const DOWNLOADS = /^(?:curl|wget)\s.*(?:\b(?:https?|ftp):\/\/|\$)/;
/** A certificate that is not even looked at. */
const INSECURE = /^(?:curl\s(?:.*\s)?(?:-(?=\w*k)\w+|--insecure)(?:\s|$)|wget\s.*--no-check-certificate)/;
const CHECKS = /\b(?:sha(?:1|224|256|384|512)sum|shasum|md5sum|b2sum|gpgv?|cosign|minisign)\b|\bopenssl\s+dgst\b/;

function isUnchecked(step: ImageStep): boolean {
	const commands = commandsOf(step);
	const checked = CHECKS.test(step.instruction);
	return commands.some(command => INSECURE.test(command) || (!checked && DOWNLOADS.test(command)));
}

export default defineRule({
	slug: 'image-unverified-downloads',
	title: 'Image build uses downloads without verification',
	cis: cisIds('4.12'),
	severity: 'low',
	target: 'image',
	rationale: 'The server, or anyone who can intercept the connection, decides what the image contains.',
	references: ['https://docs.docker.com/build/building/best-practices/', 'sha256sum(1)'],

	check: ({image}) => judgeSteps(image, isUnchecked),

	remedy: () => ({
		text: 'Pin the version and verify a checksum (sha256sum -c) or a signature (gpg --verify) in the same step, or use ADD --checksum.',
	}),

	examples: {
		bad: {history: [{CreatedBy: 'RUN /bin/sh -c curl -fsSL https://get.example/install.sh | sh # buildkit'}]},
		good: {
			history: [
				{CreatedBy: 'RUN /bin/sh -c curl -fsSLO https://get.example/tool && echo "0f3a  tool" | sha256sum -c - # buildkit'},
			],
		},
	},
});
