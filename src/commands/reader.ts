import {foreignProcessesQuestion} from '../drift/foreign-question.js';
import {hostEvidenceQuestion} from '../hardening/evidence/host-question.js';
import {serveQuestions} from '../host/reader/serve.js';
import {liveFilesQuestion} from '../scanners/enrichment/live-question.js';
import {packagesQuestion} from '../scanners/inventory/packages-question.js';
import {alertProgramsQuestion} from './doctor/alert-programs.js';

// The program of the reader apart: dist/reader.js, or the single executable behind a word of its own. It knows what each room asks.
serveQuestions([hostEvidenceQuestion, foreignProcessesQuestion, liveFilesQuestion, packagesQuestion, alertProgramsQuestion]);
