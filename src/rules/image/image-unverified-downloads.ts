import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeSteps, type Step} from './shared/steps.js';

const DOWNLOADS = /\b(?:curl|wget)\b[^&;|]*\b(?:https?|ftp):\/\/|\b(?:curl|wget)\b[^&;|]*\$/;
const CHECKS =
	/\bsha(?:1|224|256|384|512)sum\b|\bshasum\b|\bmd5sum\b|\bb2sum\b|\bgpgv?\b|\bcosign\b|\bminisign\b|\bopenssl\s+dgst\b/;
/** A certificate that is not even looked at. */
const INSECURE = /\bcurl\b[^&;|]*\s(?:-\w*k\w*|--insecure)\b|\bwget\b[^&;|]*--no-check-certificate/;

const isUnchecked = ({kind, instruction}: Step): boolean =>
	kind === 'RUN' && (INSECURE.test(instruction) || (DOWNLOADS.test(instruction) && !CHECKS.test(instruction)));

export default defineRule({
	slug: 'image-unverified-downloads',
	title: 'Building the image ran or unpacked downloads without checking them',
	cis: cisIds('4.12'),
	severity: 'low',
	target: 'image',
	attack: 'The server that is asked, or who stands before it, decides what is in the image.',
	references: ['https://docs.docker.com/build/building/best-practices/', 'sha256sum(1)'],

	check: ({image}) => judgeSteps(image, isUnchecked),

	remedy: () => ({
		text: 'Pin the version and compare a checksum (sha256sum -c) or a signature (gpg --verify) in the same step, or use ADD --checksum.',
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
