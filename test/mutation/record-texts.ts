import { recordHostTexts } from "../host/host-texts.ts"

/** What scenes in memory need. The folder of temporary files is that of the run that Stryker is in. */
export default recordHostTexts
