import { MARK_MASK } from "../../host/config/enforcement-options.ts";
import type { Form } from "../../host/config/form.ts";
import * as forms from "../../host/config/forms.ts";
import * as policyForms from "../../host/config/policy-forms.ts";

/** The forms of texts, by the names that the pages' manual has for them. */
export const NAMED_FORMS: Readonly<Record<string, Form<unknown>>> = { ...forms, ...policyForms, MARK_MASK };
